"""Small talk: messages to the bot that are not a search, answered with the right buttons."""
