"""Code shared by all features of the conversation: routes, the runner, blocks, escaping, errors."""
