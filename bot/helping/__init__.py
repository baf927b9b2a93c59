"""Helpers: words that people enter about themselves and agree to show, and asking one of them."""
