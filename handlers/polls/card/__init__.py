"""The card of the meeting that came of a date looked for, and the forms that change it."""
