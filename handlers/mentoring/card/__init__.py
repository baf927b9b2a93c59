"""The card that who asked and the mentor keep of a cycle."""
