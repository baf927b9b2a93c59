"""Groups that mix people, and the presenters of each."""
