"""After a gathering: attendance, and the message to participants."""
