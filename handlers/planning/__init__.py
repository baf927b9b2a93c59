"""« Plan de la promotion » in Slack: the dates that coaches plan for a promotion."""
