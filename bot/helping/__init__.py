"""Helpers: people enter subjects they can help with, and agree to be found; others find them and ask."""
