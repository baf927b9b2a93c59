"""Actions: added from anywhere, closed by their owner, handed on by a coach."""
