"""Conferences: subjects, speakers, questions, ratings."""
