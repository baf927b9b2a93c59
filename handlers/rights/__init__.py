"""Each person's rights in Slack: what is kept about them, as a file; their erasure, said yes to."""
