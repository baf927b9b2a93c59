"""A team member misses séances of a cycle, or attends them again."""
