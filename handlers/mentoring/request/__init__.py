"""Notices about a request until its cycle begins or it fails."""
