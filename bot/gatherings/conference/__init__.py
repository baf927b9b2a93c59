"""Conferences: speakers, questions, feedback."""
