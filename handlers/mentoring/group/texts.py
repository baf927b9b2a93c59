"""Every sentence of the message that opens the conversation of a mentor and a team."""

from handlers.kit.french import of

PURPOSE = (
    "Cette conversation est à vous pour les échanges entre les séances : questions, documents, nouvelles de ce qui"
    " avance. Les changements de date y sont annoncés."
)
CONFIRMED = "Les séances de mentorat sont confirmées."
ALONE = (
    "Slack n’a pas ouvert de conversation de groupe : pour les échanges entre les séances, écrivez-vous directement."
)
JOIN = "Rejoindre la visio"
CALENDAR = "Ajouter à mon agenda"
MOVE = "Changer une date"
END = "Mettre fin au cycle"


def title(mentor: str, defi: str) -> str:
    """Title the conversation's first message."""
    return f"Mentorat avec {mentor}, défi {defi}"


def closed(mentor: str, defi: str) -> str:
    """Say that a conversation is that of the cycle no longer."""
    return (
        f"Le mentorat {of(mentor)} avec le défi {defi} continue dans une autre conversation\u00a0: les personnes qui y "
        "participent ont changé."
    )
