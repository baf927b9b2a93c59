"""The host's actions: proposed times, a colleague, a specialist, a note, another link."""
