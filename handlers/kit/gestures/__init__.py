"""Actions on an appointment: the same forms, answers and refusals for every feature."""
