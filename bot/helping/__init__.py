"""Helpers: people enter subjects they can help with, and others find them and ask for help."""
