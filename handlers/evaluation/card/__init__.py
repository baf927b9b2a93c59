"""A committee’s card, and the forms that change it."""
