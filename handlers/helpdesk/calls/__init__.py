"""Requests without a slot, and the times that a host proposes."""
