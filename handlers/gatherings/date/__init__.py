"""One date of a series: its page for the planner, and the forms that change only this date."""
