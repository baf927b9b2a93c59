"""The ledger of messages owed: what is due to whom, sent once, kept until it is."""
