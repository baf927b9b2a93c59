"""The files that people import, read: what they say, or all that is wrong in them."""
