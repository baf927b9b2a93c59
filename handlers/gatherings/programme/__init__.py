"""The command `/programme`: all series, and the page of one."""
