"""Logbooks: private notes, and the events of their month."""
