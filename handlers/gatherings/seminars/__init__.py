"""Seminars of the promotion and of the porteurs, and the questions after a gathering."""
