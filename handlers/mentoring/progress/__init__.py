"""Notices about a running cycle, and the questions after its séances."""
