"""The App Home: what awaits the reader, their next appointments, the promotion's state."""
