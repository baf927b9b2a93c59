"""One date of a series: its page for the person who plans it, and the forms that change it alone."""
