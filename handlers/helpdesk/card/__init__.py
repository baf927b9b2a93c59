"""The card that everybody concerned keeps of a request."""
