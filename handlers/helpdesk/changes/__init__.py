"""Changes to a booked bureau d'aide: another date, a cancellation, a person who cannot attend."""
