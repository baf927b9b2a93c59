"""Appointments in people's own calendars: the bot writes entries, and checks whether people changed them."""
