"""Store the bureau d'aide: its requests, notes, proposed times, swaps and waiting list."""
