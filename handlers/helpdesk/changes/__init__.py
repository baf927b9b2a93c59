"""Listeners, forms and views to reschedule a bureau d'aide, cancel it, or leave it."""
