"""« Clore la promotion »: preview, once, undo."""
