"""Connect a person's own calendar: listeners, texts and views."""
