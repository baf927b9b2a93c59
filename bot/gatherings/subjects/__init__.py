"""Subjects of gatherings, which people propose, support and vote for."""
