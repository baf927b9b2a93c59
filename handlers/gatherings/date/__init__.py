"""One date of a series: its page for who plans it, and the forms that change it alone."""
