"""« Écrire aux porteurs »: the letter, its preview, undoing it."""
