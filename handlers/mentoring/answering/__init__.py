"""A mentor answers a request, or a coach for them."""
