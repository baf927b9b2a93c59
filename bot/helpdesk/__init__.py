"""Bureau d'aide: an hour with a coach about one need of a team."""
