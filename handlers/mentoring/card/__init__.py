"""The card of a cycle, and the message to its group."""
