"""Date polls (« Trouver une date »): ask people which of several times suit them, then book the chosen time."""
