"""The App Home: what awaits the reader, their next appointments, and their promotion's progress."""
