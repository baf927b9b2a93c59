"""The asker's screens: answers, the ranking, other dates, the choice."""
