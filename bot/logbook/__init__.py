"""The logbook (« carnet de bord »): an hour a month for oneself, and what one writes in it for nobody else."""
