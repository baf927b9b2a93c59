"""Outgoing requests: addresses that people gave, through a proxy or not, and the mail server."""
