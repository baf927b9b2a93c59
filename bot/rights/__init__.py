"""Each person's rights: to read what is kept about them, to have it erased, and to be forgotten in time."""
