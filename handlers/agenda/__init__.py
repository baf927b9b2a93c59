"""The agenda in Slack: upcoming appointments, reminders, absences, hours, and calendars."""
