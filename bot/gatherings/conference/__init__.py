"""Conferences: who speaks about what, questions to them, what it brought."""
