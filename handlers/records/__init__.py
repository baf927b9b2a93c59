"""Actions, letters to porteurs, and committees with their sheet, minutes and report."""
