"""Block Kit as Slack validates it: tables of rules, and the validator."""
