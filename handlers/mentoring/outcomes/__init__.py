"""What is answered after a séance and after a cycle: it took place or not, what it brought."""
