"""Mentoring: four séances in a month with a specialist, requested and confirmed together."""
