"""Collective dispositifs: series, occurrences, proposals, groups, feedback."""
