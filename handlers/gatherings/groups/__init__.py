"""Small groups of a gathering: presenters, how groups are made and adjusted, and how people are notified."""
