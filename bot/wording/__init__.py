"""Replace the bot's sentences by an operator's: find them in the source, check the new ones, load the new ones."""
