"""What goes over the wire between the stand-in and the bot, in fair weather and in foul."""
