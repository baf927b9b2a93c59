"""The list of one's own cycles, and a card opened from it."""
