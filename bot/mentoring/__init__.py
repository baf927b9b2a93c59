"""Mentoring: a team asks a mentor for a cycle of séances, and the mentor confirms all of them together."""
