"""People, promotions, accounts, and the history."""
