"""Actions, decisions of committees, reports and letters."""
