"""The three steps of booking a bureau d'aide, and undoing."""
