"""The agenda in Slack: upcoming appointments, and the address of the calendar feed."""
