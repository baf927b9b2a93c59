"""Tables and queries of workshops."""
