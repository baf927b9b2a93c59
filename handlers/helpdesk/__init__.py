"""The bureau d'aide in conversation: the need, a slot, the card, a cancellation."""
