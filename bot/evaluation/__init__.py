"""The committees that close a phase: half-days possible, planned in one go, booked, moved, cancelled."""
