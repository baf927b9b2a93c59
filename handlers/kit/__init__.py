"""Code shared by all features in Slack: routes, the runner, blocks, escaping, errors."""
