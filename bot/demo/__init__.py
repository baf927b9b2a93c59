"""A made-up promotion, played against the stand-in for Slack: the demo, also used by journey tests."""
