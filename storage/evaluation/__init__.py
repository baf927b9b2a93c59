"""The committees of a phase, and the half-days on which people are not available."""
