"""A stand-in for Slack that is as strict as Slack. It imports no other package of this repository."""
