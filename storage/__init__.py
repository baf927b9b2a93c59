"""The memory: tables and queries."""
