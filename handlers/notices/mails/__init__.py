"""Mails: their text, their format, the mail server."""
