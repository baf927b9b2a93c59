"""A stand-in for Slack, strict as the real one: it imports nothing of ours and knows nothing of what our bot does."""
