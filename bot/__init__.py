"""The programme's rules and use cases, and the modules that start and run the bot."""
