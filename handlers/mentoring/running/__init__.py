"""Changes of a running cycle: another date, a new one, the end, a person who leaves."""
