"""The results of meetings: actions, listed again until they are closed, decisions, and minutes."""
