"""Change a running cycle: reschedule séances, find a new date, end the cycle, or leave it."""
