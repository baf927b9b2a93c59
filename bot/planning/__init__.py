"""Code that needs all features: absences, a promotion's setup and calendar, and solvers in subprocesses."""
