"""Actions: people add them, their owners close them, and coaches reassign them."""
