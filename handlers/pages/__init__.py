"""The pages of links in mails: a card as HTML, whose buttons use Slack's listeners."""
