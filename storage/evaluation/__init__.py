"""Committees of a phase, and the half-days that people excluded."""
