"""« Trouver une date »: several people are asked, the asker chooses a date; also the meeting's card."""
