"""The collective dispositifs: series, occurrences, what is proposed, groups, what people say."""
