"""What is reminded, and what each wants to be reminded of."""
