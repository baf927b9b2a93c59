"""The card of the meeting that resulted from a poll, and the forms that change it."""
