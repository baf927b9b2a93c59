"""Listeners, forms and views of the committees at the end of a phase, their supports and their ratings."""
