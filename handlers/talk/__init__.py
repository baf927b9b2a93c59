"""Answers to messages that are not a search, such as greetings. An answer has buttons that help."""
