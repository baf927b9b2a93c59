"""The card that everybody concerned keeps of a request; its buttons are heard in the rooms of what they do."""
