"""Listeners and views with which two hosts swap an hour (« Échanger cette heure »)."""
