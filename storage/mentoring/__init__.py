"""Store mentoring cycles with their séances and reviews, and find due work."""
