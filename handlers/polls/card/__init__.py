"""The card of a meeting that was agreed in a date poll, and the forms to answer the poll or change the meeting."""
