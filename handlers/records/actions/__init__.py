"""Actions: added anywhere, closed by their owner, reassigned by a coach."""
