"""The small groups of a multidisciplinary group: hosts and members."""
