"""Calendars outside Slack: entries, files, feeds, and invitation mails."""
