"""A host's absence: the bot changes all appointments of a day at once, each by the strategy of its feature."""
