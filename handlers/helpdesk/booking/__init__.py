"""Booking a bureau d'aide: the need, the slots, « Modifier », and undo."""
