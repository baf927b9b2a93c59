"""The coaches' list of all cycles."""
