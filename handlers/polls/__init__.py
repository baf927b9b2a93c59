"""« Trouver une date »: several people are asked, the asker chooses; with the meeting's card."""
