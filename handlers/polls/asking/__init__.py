"""The form in which a date is looked for, and the times that it offers."""
