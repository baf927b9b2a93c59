"""The programme: what the bot knows and decides."""
