"""The conversation about mentoring cycles: ask, answer, choose, go on, look after."""
