"""Calendars outside Slack. These modules write calendar entries, files, feeds, and invitation mails."""
