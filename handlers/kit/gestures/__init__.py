"""Actions on an appointment that have the same forms, answers and refusals in every feature."""
