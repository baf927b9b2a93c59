"""The report of a défi's phase: written by its coaches, published to its team, answered, continued in the next."""
