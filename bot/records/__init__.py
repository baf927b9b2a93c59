"""Results of meetings: actions, decisions, minutes and reports. Actions are shown until they are closed."""
