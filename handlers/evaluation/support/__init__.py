"""The support of a committee, which the team fills in and the coaches read."""
