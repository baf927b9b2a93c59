"""Committees of a phase, and the half-days asked for them."""
