"""Report on a défi's phase: its coaches write it and publish it to the team, and the team answers it."""
