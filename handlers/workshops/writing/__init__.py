"""What is written around a workshop: ideas before it, what came of it after."""
