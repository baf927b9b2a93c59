"""Listeners, forms and views of conferences: the subject, the speakers, questions to the speakers, and ratings."""
