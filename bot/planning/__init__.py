"""Code that uses several features: absences, a promotion's setup and calendar, and solvers in subprocesses."""
