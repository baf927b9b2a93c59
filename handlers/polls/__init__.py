"""« Trouver une date »: asked of several people, answered by each, chosen by one who asked; the meeting's card."""
