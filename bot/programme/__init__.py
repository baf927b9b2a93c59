"""The programme: promotions, phases, défis, their people, and the files to import them."""
