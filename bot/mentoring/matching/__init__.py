"""Matching: mentors with the domain and room, and four times that suit everybody."""
