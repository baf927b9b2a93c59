"""« Trouver une date »: ask a group which of several times suits, then book it at once."""
