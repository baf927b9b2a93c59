"""Reminders, when they are sent, and the question afterwards."""
