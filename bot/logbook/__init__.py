"""Keep logbooks (« carnet de bord »): a person's private notes, and a reserved hour a month to write them."""
