"""Subjects that people propose and support, and the small groups that need help."""
