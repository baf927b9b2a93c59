"""Connect a person's own calendar."""
