"""Messages that nobody asked for just now: rendering and sending notices."""
