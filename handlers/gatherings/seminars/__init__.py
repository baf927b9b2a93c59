"""The promotion's seminar: prepared, its practical sheet, what people need."""
