"""The absence of a team member from séances of a cycle, and their return."""
