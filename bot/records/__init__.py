"""What meetings leave: actions that come back until they are closed, decisions, and minutes."""
