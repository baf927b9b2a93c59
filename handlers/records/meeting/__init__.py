"""A committee's sheet, which people write during the meeting, and the minutes of the next morning."""
