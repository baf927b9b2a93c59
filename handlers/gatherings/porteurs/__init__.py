"""The porteurs' seminar: colleagues invited, what is shared afterwards."""
