"""Listeners and views of mutual help: what people offer or want to learn, the directory, requests and answers."""
