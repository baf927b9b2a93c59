"""Personal data rights: read it, have it erased, and be forgotten in time."""
