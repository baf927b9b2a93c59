"""A workshop asked for, by a team or a coach, and who sees to it."""
