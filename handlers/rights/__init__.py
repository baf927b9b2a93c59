"""A person's rights to their data, in Slack: get it as a file, have it erased."""
