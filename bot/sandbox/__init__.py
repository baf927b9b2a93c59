"""A stand-in for Slack, as strict as Slack; it imports no other package of this repository."""
