"""The logbook (« carnet de bord »): an hour a month for oneself, and private notes."""
