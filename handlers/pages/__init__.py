"""The pages that links in mails open: a card as HTML, whose buttons run Slack's listeners."""
