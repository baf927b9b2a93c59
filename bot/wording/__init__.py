"""Find the bot's sentences in its source. Check an operator's sentences, and load them in their place."""
