"""Listeners and views of mutual help: a person's words, the directory, requests for help, and answers."""
