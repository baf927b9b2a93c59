"""Dates and clock times as the programme counts them, in Paris, and as French says them; pure, time is a parameter."""
