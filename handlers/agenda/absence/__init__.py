"""« Je ne suis pas là aujourd’hui »: handle all appointments of a day at once."""
