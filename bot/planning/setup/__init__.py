"""A promotion set up and changed from Slack: what its three files would say, kept until it opens."""
