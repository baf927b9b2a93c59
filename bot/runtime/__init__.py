"""What keeps the process going: limits of what it reads, threads that must live."""
