"""The pages that links in mails open: a card of Slack's drawn as HTML, and what is pressed there heard as in Slack."""
