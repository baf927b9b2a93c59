"""« Votre semaine » of a coach: what they host, their défis, what is late."""
