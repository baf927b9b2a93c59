"""The Web API: its table, its methods, and how many calls are taken."""
