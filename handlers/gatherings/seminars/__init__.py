"""Seminars of the promotion and of the porteurs, and what is asked after a gathering."""
