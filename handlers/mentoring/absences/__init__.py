"""One séance of a cycle missed by one of the team, who may come back to it."""
