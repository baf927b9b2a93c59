"""A team member misses a séance of a cycle, and may rejoin it."""
