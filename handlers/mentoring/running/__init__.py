"""Changes of a running cycle: another date, a new date, the end, a person who leaves."""
