"""Reminders of appointments. These modules plan them, save people's choices, and ask how appointments went."""
