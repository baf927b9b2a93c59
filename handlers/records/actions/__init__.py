"""Actions: added from anywhere, closed by their owner, handed over by a coach."""
