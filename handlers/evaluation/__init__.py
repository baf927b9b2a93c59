"""Committees that close a phase: asking for half-days, planning, booking."""
