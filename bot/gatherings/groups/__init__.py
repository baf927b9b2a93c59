"""Form small groups that mix people, and choose the presenters of each group."""
