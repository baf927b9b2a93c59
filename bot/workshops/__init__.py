"""Workshops: a team works on a question with its coaches, for half a day or a day, in one place."""
