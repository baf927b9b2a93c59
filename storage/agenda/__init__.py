"""Store appointments, the time that they claim, hosts' hours, calendars and reminders."""
