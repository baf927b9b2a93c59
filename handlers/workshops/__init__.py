"""Workshops in Slack: commands, forms and messages."""
