"""A coach's letter to the porteurs (« Écrire aux porteurs »): the form, the preview, and undo."""
