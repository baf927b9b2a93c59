"""The support of a committee: its sheet, its forms and its notices."""
