"""What people are reminded of, when, and what they say afterwards."""
