"""The ledger of notices: written, leased, retried, closed, read."""
