"""Outgoing requests: to addresses that people typed, through a proxy or not, and to the mail server."""
