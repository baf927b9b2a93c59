"""Busy times from people's own calendars, which are fetched and then parsed in a subprocess."""
