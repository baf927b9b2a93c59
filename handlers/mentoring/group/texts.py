"""The sentences that only the group's message says; what it says as the card does, the card's texts hold."""

from handlers.kit.sentences import said, sentence

PURPOSE = said(
    "Cette conversation est à vous pour les échanges entre les séances : questions, documents, nouvelles de ce qui "
    "avance. Les changements de date y sont annoncés."
)
CONFIRMED = said("Les séances de mentorat sont confirmées.")
ALONE = said(
    "Slack n’a pas ouvert de conversation de groupe : pour les échanges entre les séances, écrivez-vous directement."
)
TITLE = sentence("Mentorat avec {mentor}, défi {defi}")
CLOSED = sentence(
    "Le mentorat {mentor:de} avec le défi {defi} continue dans une autre conversation : les personnes qui y "
    "participent ont changé."
)
