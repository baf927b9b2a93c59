"""Mentoring: cycles with their séances, what is due, what was said of them."""
