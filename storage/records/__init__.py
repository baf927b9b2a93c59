"""Actions, and what was decided in committees."""
