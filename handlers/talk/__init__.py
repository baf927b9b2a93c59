"""Small talk: what somebody says to the bot that is no search, answered with the right buttons."""
