"""Committees at the end of a phase: people's half-days, the plan, its booking, changes, and the support."""
