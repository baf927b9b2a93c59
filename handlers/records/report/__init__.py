"""A committee's report: its coaches draft it, and its team reads and answers it."""
