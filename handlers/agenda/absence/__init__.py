"""« Je ne suis pas là aujourd’hui »: all of a day's appointments at once."""
