"""The conversation about workshops."""
