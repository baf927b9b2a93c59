"""Appointments of all dispositifs: free times, bookings, changes, reminders."""
