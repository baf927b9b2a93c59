"""The list of one's bureaux d'aide."""
