"""An operator's sentences: found in the source, checked, and replaced while the conversation is loaded."""
