"""Personal data rights: reading one's data, erasing it, and automatic erasure."""
