"""Who asked chooses among what the mentor answered."""
