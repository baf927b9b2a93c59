"""What comes back: series, their dates and occurrences, who organises them, the métiers they gather."""
