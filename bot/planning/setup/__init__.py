"""Use cases that set up and edit a promotion in Slack.

Its three files are kept as a draft until the promotion opens."""
