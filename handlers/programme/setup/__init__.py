"""Modals in which a coach prepares and edits a promotion, by forms, pasted lines or files."""
