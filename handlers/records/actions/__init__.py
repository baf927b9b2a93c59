"""Actions, which people add, their owners close, and coaches reassign."""
