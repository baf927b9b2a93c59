"""Mentoring: a cycle of séances with a specialist, requested and confirmed together."""
