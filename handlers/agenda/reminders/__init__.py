"""Reminders, and each person's choices."""
