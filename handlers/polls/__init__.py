"""« Trouver une date »: an asker asks several people when they are free, then chooses the date of a meeting."""
