"""The form to start a date poll, and the times that it offers."""
