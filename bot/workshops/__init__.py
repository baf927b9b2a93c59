"""Workshops: a question that a team works on with its coaches, half a day or a day, in one place."""
