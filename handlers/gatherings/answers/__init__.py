"""Answers to an announcement: one's own, and for another person."""
