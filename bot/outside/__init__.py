"""What the bot itself reaches: addresses that somebody gave, through a proxy or not, and the mail server."""
