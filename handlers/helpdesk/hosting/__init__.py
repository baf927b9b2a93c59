"""What a host does: other times, a colleague, a specialist, a word, another link."""
