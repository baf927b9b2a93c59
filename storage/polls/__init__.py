"""Dates looked for with several people, and what they answered."""
