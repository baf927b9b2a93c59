"""A made-up promotion, played against the stand-in for Slack: the demo, and the stage of the journeys in tests."""
