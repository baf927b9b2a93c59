"""Listeners and views with which a team adds a document, a subject or a channel message to a booked request."""
