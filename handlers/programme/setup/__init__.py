"""Set up and edit a promotion in modals: its page, its forms, pasted lines, files."""
