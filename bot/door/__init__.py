"""Receive requests over HTTP and Socket Mode, and make the app manifest for Slack."""
