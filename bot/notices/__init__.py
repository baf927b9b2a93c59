"""The ledger of notices: each notice is enqueued once, and kept until it is sent."""
