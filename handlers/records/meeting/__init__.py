"""A committee's sheet, written while people talk, and the minutes of the next morning."""
