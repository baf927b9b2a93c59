"""The bureau d'aide: requests, notes, proposals, the waiting list."""
