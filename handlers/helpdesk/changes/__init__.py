"""Changes to a booked bureau d'aide: people reschedule, cancel, or cannot attend."""
