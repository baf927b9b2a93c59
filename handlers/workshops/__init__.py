"""The conversation about workshops. `handlers/polls` finds their dates and shows them as meetings."""
