"""The conversation about workshops. Their dates are in `handlers/polls`."""
