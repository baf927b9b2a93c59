"""Somebody's own calendar, connected: listeners, texts and views."""
