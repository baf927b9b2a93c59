"""The Web API: a table of its methods, what they do, and Slack's rate limits."""
