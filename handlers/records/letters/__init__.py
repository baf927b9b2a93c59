"""« Écrire aux porteurs »: the letter, its preview, taking it back."""
