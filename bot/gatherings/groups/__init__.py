"""Groups that mix people, and who presents in each."""
