"""The small groups of a multidisciplinary group: who holds them, who is in which."""
