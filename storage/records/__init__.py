"""Store actions, minutes of committees, reports and letters, and read overviews for coaches."""
