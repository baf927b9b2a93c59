"""A host's absence: all of a day's appointments at once, each by its own feature's strategy."""
