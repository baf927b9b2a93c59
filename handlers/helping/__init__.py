"""People who help each other: their words, the directory, the request for help, the answer."""
