"""A phase at a glance, for its coaches."""
