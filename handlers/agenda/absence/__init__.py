"""Record a person's absence of a day or more, and settle their appointments (« Je ne suis pas là aujourd’hui »)."""
