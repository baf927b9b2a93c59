"""Plan committees at the end of a phase: ask for half-days, book a plan, change it, and prepare supports."""
