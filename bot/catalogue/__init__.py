"""Describe the dispositifs: import them from the programme's page, search them, and keep their booking rules."""
