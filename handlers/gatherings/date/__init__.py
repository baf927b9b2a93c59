"""One date of a series: its page for the planner, and the forms to change it alone."""
