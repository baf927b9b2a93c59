"""« Mon carnet de bord »: a page for its owner alone, its forms and files, and the entry shared with a coach."""
