"""What awaits somebody of the bureau d'aide, for the Home."""
