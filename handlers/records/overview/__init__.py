"""The coaches' overview of promotions: défi by défi, use in figures, skills and values not covered yet."""
