"""A stand-in for Slack, as strict as Slack: it imports nothing of ours and knows nothing of our bot."""
