"""How Slack and browsers reach the bot: the HTTP door, Socket Mode, and what Slack is told of us."""
