"""The plan of a promotion's months: the rules, the coaches' edits, the confirmation, and a picture."""
