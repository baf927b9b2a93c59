"""The support of a committee: what a team and its porteurs write before it."""
