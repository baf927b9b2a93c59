"""What people are told of a request until its cycle begins or it comes to nothing."""
