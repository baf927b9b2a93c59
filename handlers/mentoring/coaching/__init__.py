"""Coaches' actions on a cycle, and a mentor's limit."""
