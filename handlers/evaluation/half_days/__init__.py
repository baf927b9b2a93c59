"""The half-days that somebody can come: asked for in a message, ticked in a form."""
