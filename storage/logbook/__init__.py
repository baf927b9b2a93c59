"""Store people's private logbooks, and find their gatherings, questions and finished actions."""
