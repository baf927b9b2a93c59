"""The list of a person's cycles, and the card opened from it."""
