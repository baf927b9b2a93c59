"""Listeners, forms and sentences to reschedule, cancel or leave an appointment of any feature."""
