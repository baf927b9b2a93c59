"""Collective dispositifs: series of monthly groups and conferences, and seminars, from the rule to attendance."""
