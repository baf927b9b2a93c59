"""Actions, a committee's sheet, its minutes, and its report."""
