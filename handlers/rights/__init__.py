"""Personal data rights in Slack: a person's data, as a file; its erasure, after confirmation."""
