"""Limits of what the process reads, and supervised threads."""
