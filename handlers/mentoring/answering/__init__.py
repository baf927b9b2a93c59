"""The mentor, or a coach for them, answers a request."""
