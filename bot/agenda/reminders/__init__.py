"""Reminders, their times, and the follow-up question."""
