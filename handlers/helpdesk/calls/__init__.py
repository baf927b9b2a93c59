"""Requests to the coaches without a slot, and the times that a host proposes."""
