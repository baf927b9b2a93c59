"""Date polls (« Trouver une date »): ask people which of several times suit them, then book one at once."""
