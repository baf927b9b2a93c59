"""Scripted people: what a person can do and read, as in Slack's own client."""
