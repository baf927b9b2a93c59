"""The asker chooses among the mentor's answers."""
