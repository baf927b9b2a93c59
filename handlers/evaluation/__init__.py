"""The conversation about the committees that close a phase, from the question about half-days to the ratings."""
