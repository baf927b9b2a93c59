"""Store date polls with their answers, and find the times when people are busy."""
