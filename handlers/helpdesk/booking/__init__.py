"""The steps to book a bureau d'aide: the need, the slots, « Modifier », and undo."""
