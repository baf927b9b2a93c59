"""Appointments of all dispositifs: how the bot finds free times, books, changes, and reminds."""
