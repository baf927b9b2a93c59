"""Small talk: messages to the bot that are not a search; the answer has the buttons that help."""
