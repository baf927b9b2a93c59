"""A promotion set up and changed in modals: its page, its forms, pasted lines, files, « Ouvrir »."""
