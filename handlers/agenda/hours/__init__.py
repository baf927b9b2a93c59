"""A host's own hours, busy days and calendar."""
