"""A teammate who misses a séance of a cycle, and may come back to it."""
