"""The ledger of messages owed: written, leased, closed, read; and what hangs on it."""
