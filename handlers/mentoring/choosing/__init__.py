"""The asker's choice among the mentor's answers."""
