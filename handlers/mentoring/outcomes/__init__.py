"""Answers after a séance, about a late date, and after a cycle."""
