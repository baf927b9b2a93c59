"""What a team adds to a booked request: its document, its subject, a message in its channel."""
