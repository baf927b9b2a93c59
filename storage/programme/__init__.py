"""People, promotions, accounts, and what was done to all of it."""
