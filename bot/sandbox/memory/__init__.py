"""What the workspace remembers: accounts, conversations, messages, files, views."""
