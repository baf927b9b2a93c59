"""A host who is not there: all of a day's appointments at once, each by its own feature's gesture."""
