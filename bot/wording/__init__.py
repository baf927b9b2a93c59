"""An operator's sentences: found in the source, checked, and put in place of the bot's while the conversation loads."""
