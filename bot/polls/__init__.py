"""« Trouver une date »: which of several times suits a group, asked of everybody, then booked at once."""
