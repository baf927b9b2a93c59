"""The Web API: its table, its methods, and its rate limits."""
