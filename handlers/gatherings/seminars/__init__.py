"""Seminars of the promotion and of the porteurs, and the attendance of any gathering."""
