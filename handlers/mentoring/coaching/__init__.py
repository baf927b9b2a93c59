"""A coach takes or hands over a cycle; a mentor limits theirs."""
