"""Conferences: their speakers, the questions to speakers, and the feedback."""
