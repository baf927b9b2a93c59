"""Parse imported files. A parser returns the values of a file, or reports all its faults at once."""
