"""Half-days at which a person can come: asked in a message, ticked in a form."""
