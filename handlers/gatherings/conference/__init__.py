"""Conferences, with their subject, their speakers, questions to the speakers, and ratings."""
