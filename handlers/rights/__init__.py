"""Personal data rights in Slack: the data kept, as a file; its erasure, confirmed."""
