"""Scripted people: a person's actions and screen, as in Slack's own client."""
