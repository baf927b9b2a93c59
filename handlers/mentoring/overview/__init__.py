"""The list of all cycles, for coaches."""
