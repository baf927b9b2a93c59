"""The programme: its promotions, phases, défis and people, and the import of files about them."""
