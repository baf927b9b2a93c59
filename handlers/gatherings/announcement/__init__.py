"""The announcement of a gathering, as shown in a channel, to one person and in « Votre semaine »."""
