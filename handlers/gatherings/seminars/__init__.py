"""The promotion's seminar: preparation, practical sheet, access needs."""
