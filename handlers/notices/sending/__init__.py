"""Send one notice: calls to Slack, their outcomes, looking up uncertain deliveries, retries."""
