"""The tables and queries of workshops."""
