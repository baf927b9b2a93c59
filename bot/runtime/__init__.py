"""Limits for input, and supervised threads."""
