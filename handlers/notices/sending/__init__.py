"""Send one notice: call Slack, interpret the outcome, look up uncertain deliveries, and retry."""
