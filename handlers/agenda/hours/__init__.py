"""A host's own hours, busy days and calendar: listeners, forms, texts and views."""
