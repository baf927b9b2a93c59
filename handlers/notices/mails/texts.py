"""The few sentences that mails add to what is written for Slack."""

from handlers.kit.sentences import sentence

SOMEBODY = "une personne"  # an account whose name is not known where the mail is drawn
FOOTER = "E-mail envoyé par le bot des dispositifs EIG."
DATED = sentence("{when} : {title}")
