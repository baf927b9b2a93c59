"""Bureau d'aide: a team meets a host for an hour about one need."""
