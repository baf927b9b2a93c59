"""Appointments, the heart of every dispositif: which times are free, who holds them, what becomes of them."""
