"""The mentoring: four séances in a month with a specialist, asked for as one thing and confirmed as one."""
