"""What coaches do about a cycle, and a mentor about their limit."""
