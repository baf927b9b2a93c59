"""Two hosts swap an hour (« Échanger cette heure »)."""
