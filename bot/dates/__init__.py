"""Dates and clock times of the programme, in Paris, and in French words; pure, time is a parameter."""
