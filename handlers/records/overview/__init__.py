"""The coaches' overview of promotions: défi by défi, use in figures, uncovered skills and values."""
