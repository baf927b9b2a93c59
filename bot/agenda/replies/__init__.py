"""Answers by mail: what a calendar program sends back, what a bounce says, and whom to believe."""
