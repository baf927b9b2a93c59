"""Gatherings in Slack: series, announcements, answers, proposals, groups, follow-up."""
