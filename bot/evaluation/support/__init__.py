"""Prepare the support of a committee: texts that a team and its porteurs write before the committee."""
