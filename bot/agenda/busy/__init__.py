"""Busy times from people's own calendars. The bot fetches a calendar, and parses it in a subprocess."""
