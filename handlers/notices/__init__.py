"""The messages that nobody asked for just now: how what is owed becomes what is read."""
