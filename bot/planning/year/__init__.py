"""The plan of a promotion's months: the rules, the coaches' edits, its confirmation, a picture."""
