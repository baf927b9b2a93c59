"""Listeners and views of the list of a person's bureaux d'aide."""
