"""Store the committees of a phase, the documents for them, and the half-days that people excluded."""
