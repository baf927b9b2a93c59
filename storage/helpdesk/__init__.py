"""The bureau d'aide: requests, and what goes back and forth about them."""
