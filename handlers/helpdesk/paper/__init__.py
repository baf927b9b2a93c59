"""Additions of a team to a booked request: its document, its subject, a message in its channel."""
