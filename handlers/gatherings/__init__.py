"""Gatherings in Slack: series, announcements, answers, proposals, groups, questions afterwards."""
