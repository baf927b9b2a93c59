"""The doors of the bot: HTTP, Socket Mode, and the app manifest."""
