"""The committees that close a phase: possible half-days, planning, booking, changes."""
