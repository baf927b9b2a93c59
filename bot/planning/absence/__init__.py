"""A host's absence. It changes all appointments of a day at once, each by the strategy of its feature."""
