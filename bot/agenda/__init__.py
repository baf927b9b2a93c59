"""Appointments of all dispositifs. These modules find free times, book and change appointments, and remind people."""
