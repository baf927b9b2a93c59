"""Outgoing requests: to addresses that people typed, to Slack, and to mail servers."""
