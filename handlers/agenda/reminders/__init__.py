"""Reminders of appointments, and each person's choices about reminders."""
