"""What needs all features: a promotion's calendar, the month, and the solver, which works in a process of its own."""
