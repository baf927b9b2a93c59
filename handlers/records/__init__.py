"""Actions until they are closed, a committee's sheet, and its minutes."""
