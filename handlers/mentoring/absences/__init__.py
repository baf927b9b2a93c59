"""A team member misses séances of a cycle, and rejoins them."""
