"""A series: the form that creates or edits it, and its dates."""
