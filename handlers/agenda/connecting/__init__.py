"""The connection of a person's own calendar."""
