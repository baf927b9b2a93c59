"""The ways by which requests reach the bot: HTTP and Socket Mode; and the app manifest."""
