"""Results of meetings: actions, which are shown until they are closed, decisions, minutes and reports."""
