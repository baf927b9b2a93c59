"""Listeners, forms and views of the small groups of a gathering and of their presenters."""
