"""The catalogue in conversation: `/dispositifs`, cards, search, direct messages and mentions."""
