"""Reminders: the rules for their times, people's choices, and the question after an appointment."""
