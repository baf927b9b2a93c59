"""« Mon carnet de bord », a page that only its owner sees, with forms, files, and entries shared with a coach."""
