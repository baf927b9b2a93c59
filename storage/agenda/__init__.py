"""Appointments and their data: claimed time, hours, calendars, reminders."""
