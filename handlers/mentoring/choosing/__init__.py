"""The asker's choices among the mentor's answers."""
