"""The database: tables and queries."""
