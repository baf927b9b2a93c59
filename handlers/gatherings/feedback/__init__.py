"""What a gathering brought: a mark, a word, what who organises reads of them."""
