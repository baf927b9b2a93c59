"""The catalogue in conversation: `/dispositifs`, cards, search, a DM or a mention."""
