"""Mentoring cycles in the conversation: request, answer, choose, change, coaches' actions."""
