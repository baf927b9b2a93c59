"""« Mon carnet de bord »: a page for its owner alone, its forms and files, and the one entry that a coach is shown."""
