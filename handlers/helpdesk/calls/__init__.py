"""Requests without slot, and the times that a host proposes."""
