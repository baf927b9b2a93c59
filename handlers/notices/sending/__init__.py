"""Send one notice: Slack's calls, their outcomes, checks of uncertain deliveries, retries."""
