"""Subjects: proposed, supported, shown on the cards of gatherings."""
