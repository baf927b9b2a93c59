"""Renders, formats and sends mails."""
