"""People and the promotion in conversation."""
