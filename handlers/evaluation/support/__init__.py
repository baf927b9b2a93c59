"""The support of a committee: its sheet, the forms that fill it, and what is told of it."""
