"""Limits on input, and supervised threads."""
