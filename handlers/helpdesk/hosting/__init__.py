"""Listeners, forms and views for hosts: propose times, hand over, add a person, leave a note, change the link."""
