"""Actions, a committee's sheet, and its minutes."""
