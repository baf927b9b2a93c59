"""Invitations by mail: drawn, and said."""
