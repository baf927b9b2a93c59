"""Parse imported files. A file gives its values, or all its faults."""
