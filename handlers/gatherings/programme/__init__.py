"""The command `/programme`: all that comes back, and the page of a series."""
