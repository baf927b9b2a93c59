"""The porteurs' seminar: colleagues invited, sharing afterwards."""
