"""The plan of a promotion's months: the rules that fit it, what coaches change, what confirming writes, a picture."""
