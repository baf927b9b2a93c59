"""The command line: what an operator can ask of the bot in a terminal."""
