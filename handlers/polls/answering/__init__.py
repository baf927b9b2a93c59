"""The question that people are asked, and the form in which they answer."""
