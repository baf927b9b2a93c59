"""The ledger of notices: write, lease, retry, close and read its rows."""
