"""What an owner shares from a logbook: one entry for one coach, files for themselves, its erasure."""
