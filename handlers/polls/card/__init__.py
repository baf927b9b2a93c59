"""The card of a meeting that a date poll found, and the forms that answer the poll or change the meeting."""
