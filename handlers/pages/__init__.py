"""The pages that links in mails open. A page is a card in HTML, whose buttons call Slack's listeners."""
