"""When hosts' own calendars keep them busy: read from outside, in a process of its own."""
