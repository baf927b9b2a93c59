"""A gathering announced: in a channel, to one person, as a line of a week."""
