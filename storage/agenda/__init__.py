"""Appointments and all that is kept around them: claimed time, hours, calendars, reminders."""
