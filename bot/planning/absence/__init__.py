"""A host's absence: all their appointments of a day at once, each by its feature's strategy."""
