"""Manage series of gatherings: their dates, occurrences, organisers and métiers."""
