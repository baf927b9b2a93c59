"""Appointments in people's own calendars: tasks to write them, the writer, and checks for changes."""
