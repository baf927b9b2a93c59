"""« Trouver une date »: asked of several people, answered by each, chosen by who asked; the meeting's card."""
