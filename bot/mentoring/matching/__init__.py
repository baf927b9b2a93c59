"""Search for mentors who have the wished domain and room for a cycle, and for times that suit everybody."""
