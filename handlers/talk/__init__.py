"""Answers to messages that do not search the catalogue, such as greetings or « je suis en retard »."""
