"""A coach's letter to the porteurs (« Écrire aux porteurs »): write it, preview it, send it, and undo it."""
