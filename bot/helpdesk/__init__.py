"""Book the bureau d'aide, in which a team meets a host for an hour about one need."""
