"""The message that opens the conversation of a mentor and a team."""
