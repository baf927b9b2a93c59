"""« Clore la promotion »: what it does, said first, done once, taken back."""
