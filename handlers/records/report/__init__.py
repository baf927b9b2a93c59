"""A committee's report: its coaches draft it, its team reads and answers it, in Slack or on the page of a link."""
