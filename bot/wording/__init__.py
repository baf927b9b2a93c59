"""An operator's sentences: find the bot's sentences in the source, check new ones, and load these instead."""
