"""The collective dispositifs: series of monthly groups and conferences, and seminars, from the rule to one who came."""
