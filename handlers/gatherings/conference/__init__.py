"""Conferences: subjects, speakers, questions, feedback."""
