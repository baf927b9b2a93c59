"""What the asker of a date poll sees and does: the answers, the ranking, other dates, and the choice."""
