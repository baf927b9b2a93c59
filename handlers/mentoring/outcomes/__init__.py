"""The answers after a séance, after a cycle, and about a date past the window."""
