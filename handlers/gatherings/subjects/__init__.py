"""Listeners, forms and views of the subjects that people propose and support, and of small groups."""
