"""Small groups that mix people, and the presenters of each group."""
