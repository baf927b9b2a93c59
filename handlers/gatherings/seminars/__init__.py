"""Listeners, forms and views of seminars, and of the attendance of any gathering."""
