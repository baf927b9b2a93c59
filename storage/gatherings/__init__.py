"""Store gatherings: their series, dates, answers, proposals, groups and feedback."""
