"""The ledger of notices: enqueued once, kept until sent."""
