"""Store the notices that the bot sends: write, lease, retry, close and read their rows."""
