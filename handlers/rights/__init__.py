"""Personal data rights in Slack: one's data, as a file; its erasure, after confirmation."""
