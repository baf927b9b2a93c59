"""A coach takes a request or hands over a cycle, and a mentor sets a limit of cycles."""
