"""Scripted people: what a person does and sees, as in Slack's own client."""
