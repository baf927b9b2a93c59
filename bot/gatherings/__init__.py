"""Collective dispositifs: groups, conferences and seminars, from their planning to the record of attendance."""
