"""« Écrire aux porteurs »: a coach's letter, its preview, how to undo it."""
