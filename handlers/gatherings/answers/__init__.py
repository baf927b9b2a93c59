"""Answers to an announcement: one's own, and those given for somebody."""
