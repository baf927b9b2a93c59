"""Listeners, forms and views of requests to all coaches if no slot suits, and of times that a host proposes."""
