"""Dates and clock times of the programme, in Paris time and in French words. Pure: the current time is a parameter."""
