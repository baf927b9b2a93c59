"""Subjects of gatherings: proposed, supported, voted for."""
