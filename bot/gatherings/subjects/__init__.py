"""Propose subjects of gatherings, support them and vote for them."""
