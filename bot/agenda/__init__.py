"""Appointments of every dispositif: free times, bookings, changes, reminders."""
