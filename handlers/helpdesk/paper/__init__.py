"""The document that prepares a bureau d'aide."""
