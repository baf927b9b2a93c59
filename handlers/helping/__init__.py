"""Helpers: one's own words, the directory, asking one person, their answer."""
