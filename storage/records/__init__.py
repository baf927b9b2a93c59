"""Actions and decisions of committees, reports, and letters."""
