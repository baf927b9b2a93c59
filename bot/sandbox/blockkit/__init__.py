"""Block Kit as Slack judges it: tables of rules, and the judge who reads them."""
