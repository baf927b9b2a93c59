"""Outgoing requests: addresses that people typed, through a proxy or not, and the mail server."""
