"""What people are told of a cycle that runs, and asked after its séances."""
