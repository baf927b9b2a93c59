"""The coaches' overview of their promotions: the défis, the use in figures, the skills still to cover."""
