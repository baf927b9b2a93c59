"""The list of a person's cycles, from which a card opens."""
