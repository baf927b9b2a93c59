"""Appointments and related data: claimed time, hours, calendars, reminders."""
