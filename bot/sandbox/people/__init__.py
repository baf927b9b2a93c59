"""Who sits before the screen: what a person can do and read, as in Slack's own client."""
