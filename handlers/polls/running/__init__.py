"""The asker's views: answers, the ranking, other dates, the choice."""
