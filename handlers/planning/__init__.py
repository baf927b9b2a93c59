"""« Plan de la promotion » in Slack: the plan of a promotion's months."""
