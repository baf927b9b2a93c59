"""A person's rights to their data in Slack: they get it as a file, or have it erased."""
