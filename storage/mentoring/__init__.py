"""Mentoring: cycles and their séances, due work, reviews."""
