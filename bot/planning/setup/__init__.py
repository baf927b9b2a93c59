"""Set up and edit a promotion in Slack: the content of its three files, kept as a draft until it opens."""
