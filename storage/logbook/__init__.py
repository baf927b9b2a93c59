"""Store people's private logbooks, and find what they did in a month."""
