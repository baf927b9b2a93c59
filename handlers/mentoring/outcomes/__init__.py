"""Answers about a séance, about a finished cycle, and about a date after the cycle's window."""
