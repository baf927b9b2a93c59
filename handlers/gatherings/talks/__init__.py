"""Conferences: what they are about, who speaks, who is invited by name."""
