"""The rows of the ledger of notices: write, lease, retry, close and read them."""
