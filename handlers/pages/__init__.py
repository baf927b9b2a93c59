"""The web pages behind the links in mails. A page shows a card as HTML, and its buttons call the Slack listeners."""
