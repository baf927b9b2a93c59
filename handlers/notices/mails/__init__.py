"""What goes by mail: a message as the words of a mail, the mail as it travels, the mail server."""
