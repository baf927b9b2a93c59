"""The workspace's memory: accounts, conversations, messages, files, views."""
