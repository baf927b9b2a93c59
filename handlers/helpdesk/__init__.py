"""Listeners, forms and views of the bureau d'aide: people book séances, read their card, change and cancel séances."""
