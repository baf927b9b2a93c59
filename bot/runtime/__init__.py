"""The limits of input, and supervised threads."""
