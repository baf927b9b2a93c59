"""Notes on a workshop: ideas before it, the outcome after it."""
