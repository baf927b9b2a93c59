"""Listeners, forms and views of requests to all coaches without a slot, and of times that a host proposes."""
