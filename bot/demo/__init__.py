"""A made-up promotion that plays against the stand-in for Slack: for `bot demo`, and for tests of whole journeys."""
