"""The asker chooses among the times that the mentor proposed."""
