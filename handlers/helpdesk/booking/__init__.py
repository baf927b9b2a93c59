"""The three steps that book a bureau d'aide, and undoing."""
