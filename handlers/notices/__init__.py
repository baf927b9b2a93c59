"""Messages that do not answer a click directly: rendering and sending notices."""
