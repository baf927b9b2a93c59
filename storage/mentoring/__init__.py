"""Mentoring: cycles with their séances, due work, reviews."""
