"""The card of a meeting whose date a poll found, and the forms that change the meeting."""
