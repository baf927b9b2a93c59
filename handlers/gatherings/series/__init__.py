"""A series: the form that makes or changes it, and the dates that it brings."""
