"""Coaches take care of requests and hand over cycles, and mentors limit their number of cycles."""
