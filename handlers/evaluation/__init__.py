"""Committees that close a phase: the question about half-days, the plan, the booking."""
