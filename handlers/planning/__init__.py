"""The conversation about the plan of a promotion's months: « Plan de la promotion »."""
