"""Use cases that set up and edit a promotion in Slack. A draft holds its three files until the promotion opens."""
