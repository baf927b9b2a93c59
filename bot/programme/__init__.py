"""The programme: promotions, phases, défis, the people in them, and the files that say so."""
