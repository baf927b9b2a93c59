"""What who asks sees: who answered what, the ranking, other dates, a date chosen."""
