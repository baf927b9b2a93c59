"""A committee's sheet, written during the meeting, and the minutes sent the next morning."""
