"""Manage the speakers of conferences, the questions to speakers, and the feedback on gatherings."""
