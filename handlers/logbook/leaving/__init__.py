"""What its owner lets out of a logbook: one entry to one coach, files for themselves, all of it erased."""
