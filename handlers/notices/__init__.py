"""Messages that are not direct answers: rendering and sending notices."""
