"""« Trouver une date »: asked of several people, answered by each, chosen by the asker; the meeting's card."""
