"""« En parler avec mon coach »: somebody would like to talk of a dispositif."""
