"""What is kept of meetings: actions that come back until they are closed, decisions, and the minutes made of both."""
