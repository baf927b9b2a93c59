"""A person's rights to their data. The person can get the data as a file, or have it erased."""
