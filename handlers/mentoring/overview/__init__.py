"""List all cycles for the coaches."""
