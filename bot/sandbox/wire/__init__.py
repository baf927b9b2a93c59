"""What travels between the stand-in and the bot, with and without failures."""
