"""The list of a person's bureaux d'aide."""
