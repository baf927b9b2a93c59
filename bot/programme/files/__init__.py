"""Parse imported files: their values, or all their faults."""
