"""Sentences of the conversation, reworded by an operator: found in the source, checked, replaced while it loads."""
