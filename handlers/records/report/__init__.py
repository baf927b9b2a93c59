"""A report: drafted by its coaches, read and answered by its team, in Slack and on the page of a mail link."""
