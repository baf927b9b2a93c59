"""The absence of a person for a day or more (« Je ne suis pas là aujourd’hui ») from their appointments."""
