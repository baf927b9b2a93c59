"""Every sentence of the list of one's bureaux d'aide."""

from collections.abc import Sequence

from bot.agenda.entries import join_names

TITLE = "Vos bureaux d’aide"
NOTHING = "Aucun bureau d’aide à venir."
BOOK = "Réserver"
UNDO = "Défaire"
UNDO_WITHIN = "Ce que vous venez de faire se défait ici pendant deux minutes."


def defi(name: str) -> str:
    """Name the défi of a request."""
    return f"Défi {name}"


def session(when: str, people: Sequence[str]) -> str:
    """Say one séance: when, with whom."""
    return f"{when}, avec {join_names(people)}" if people else when


def waiting() -> str:
    """Say that no coach has taken the request yet."""
    return "en attente d’un coach"


def taken(coach: str) -> str:
    """Say which coach takes care of the request."""
    return f"{coach} s’en occupe et propose bientôt des dates"


def more(number: int) -> str:
    """Say how many requests are not shown."""
    return f"Et {number} autres, plus loin dans le temps." if number > 1 else "Et un autre, plus loin dans le temps."
