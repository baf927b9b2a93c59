"""Busy times from hosts' own calendars, fetched from outside and parsed in a subprocess."""
