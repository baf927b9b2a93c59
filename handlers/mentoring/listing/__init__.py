"""List a person's cycles, and open the card of a cycle."""
