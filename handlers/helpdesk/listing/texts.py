"""Every sentence of the list of one's bureaux d'aide."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from bot.dates.words import NBSP

TITLE = "Vos bureaux d’aide"
NOTHING = "Aucun bureau d’aide à venir."
BOOK = "Réserver"
UNDO = "Revenir en arrière"
UNDO_WITHIN = "Vous pouvez revenir en arrière ici pendant deux minutes."


def defi(name: str) -> str:
    """Name the défi of a request."""
    return f"Défi {name}"


def session(when: str, people: Sequence[str]) -> str:
    """Say one séance: when, with whom."""
    return f"{when}, avec {join_names(people)}" if people else when


def said(name: str, lines: Sequence[str]) -> str:
    """Say all of a défi's request in one sentence."""
    return f"{defi(name)}\u00a0: {f'{NBSP}; '.join(lines)}."


def waiting() -> str:
    """Say that no coach has taken the request yet."""
    return "en attente d’une réponse des coachs"


def taken(coach: str) -> str:
    """Say which coach takes care of the request."""
    return f"{coach} s’en occupe et propose bientôt des dates"


def more(number: int) -> str:
    """Say how many requests are not shown."""
    return (
        f"Et {number}\u00a0autres, plus tard\u00a0: `/agenda`."
        if number > 1
        else "Et un autre, plus tard\u00a0: `/agenda`."
    )
