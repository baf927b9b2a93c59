"""Appointments in people's own calendars: owed, written, looked at, and what their owners do to them there."""
