"""Small groups of a gathering: presenters, how groups are formed and adjusted, notices."""
