"""The announcement of a gathering: in a channel, to one person, in « Votre semaine »."""
