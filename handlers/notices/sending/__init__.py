"""How one notice is sent: the calls to Slack, what came of them, what is looked up, what is tried again."""
