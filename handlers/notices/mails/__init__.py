"""Mails: the text of a mail, the mail as sent, the mail server."""
