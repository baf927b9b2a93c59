"""Date polls and their answers."""
