"""Committees that close a phase: planned, booked, and the half-days that are asked for them."""
