"""Limit the input that parsers accept, and restart threads that fail."""
