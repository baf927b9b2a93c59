"""Promotions as coaches look at them: défi by défi, use in figures, what nothing has touched."""
