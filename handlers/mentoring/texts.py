"""The words that all of mentoring shares."""

CHOOSE_TIME = "Choisir un créneau"
PARIS_TIME = "heure de Paris"
NAME = "mentorat"
