"""A committee's report, which coaches write, and which the team reads and answers."""
