"""Render and send notices. A notice is any message that does not answer a click directly."""
