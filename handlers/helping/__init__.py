"""Helpers: a person's own words, the directory, asking a person for help, the answer."""
