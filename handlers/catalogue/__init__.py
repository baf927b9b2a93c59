"""The catalogue in conversation: `/dispositifs`, cards, searches, direct messages and mentions."""
