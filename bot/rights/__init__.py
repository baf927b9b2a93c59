"""A person's own data, and the closing of a promotion."""
