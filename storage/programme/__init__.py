"""People, promotions, accounts, history."""
