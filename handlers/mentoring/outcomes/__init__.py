"""Answers after a séance and after a cycle: whether it took place, the review."""
