"""Appointments in people's own calendars: enqueued, written, checked for changes."""
