"""A committee's sheet, on which people write during the meeting, and its minutes, sent the next morning."""
