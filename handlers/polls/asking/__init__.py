"""The form that starts a date poll, and the times that the bot proposes."""
