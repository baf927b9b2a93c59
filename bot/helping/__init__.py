"""Helpers: people enter the subjects they can help with and agree to show them; others find and ask them."""
