"""Help among participants: people enter subjects that they can help with, and others find them and ask for help."""
