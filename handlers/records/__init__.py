"""Actions that come back until they are closed, a committee's sheet, and its minutes."""
