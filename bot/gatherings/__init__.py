"""Collective dispositifs: series of monthly groups and conferences, and seminars, from the recurrence to attendance."""
