"""Block Kit validation as Slack does it: tables of rules, and the validator."""
