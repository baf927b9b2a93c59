"""One's own agenda in conversation: what comes next, and the address to follow it from elsewhere."""
