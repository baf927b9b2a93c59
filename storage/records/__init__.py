"""Actions, and decisions of committees."""
