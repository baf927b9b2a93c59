"""Calendars outside Slack: entries, files, feeds, and invitations by mail."""
