"""Requests for workshops, by a team or a coach, and the coach who takes one."""
