"""The conversation about a bureau d'aide: people book séances, read a card, change and cancel séances."""
