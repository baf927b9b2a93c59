"""Recurring gatherings: series, dates and occurrences, organisers, métiers."""
