"""« J’aurai du retard »: how late, then who hears it."""
