"""The team's additions to a booked request: its document, its subject, a message in the channel."""
