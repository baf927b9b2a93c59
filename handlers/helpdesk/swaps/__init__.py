"""« Échanger cette heure »: two hosts swap an hour."""
