"""Invitations by mail: views and texts."""
