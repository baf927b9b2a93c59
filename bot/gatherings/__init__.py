"""Run the collective dispositifs (groups, conferences and seminars) from their planning to the record of attendance."""
