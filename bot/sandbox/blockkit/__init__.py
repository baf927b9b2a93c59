"""Validation of Block Kit as Slack does it: tables of rules, and the validator."""
