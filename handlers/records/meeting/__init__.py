"""A committee's sheet, written during the meeting, and the minutes of the next morning."""
