"""Sends one notice: calls Slack, interprets the outcome, looks up uncertain deliveries, and retries."""
