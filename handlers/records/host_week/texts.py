"""Every sentence of a coach's « Votre semaine »."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

HOSTED = said("*Ce que vous animez*")
DEFIS = said("*Vos défis*")
AND_MORE = sentence("et {count} autres : `/agenda anime`")
_DEFI = sentence("{name}")
_LATE = sentence("{name} : {count} en retard")
_LINE = sentence("{when} : {what}{whose}{whom}")


def line(when: str, what: str, *, defi: str | None, others: Sequence[str]) -> Said:
    """Return one appointment: when, what, for which défi, with whom."""
    whose = f", pour le défi {defi}" if defi else ""
    whom = f", avec {join_names(others)}" if others else ""
    return _LINE(when=when, what=what, whose=whose, whom=whom)


def late(name: str, count: int) -> Said:
    """Name a défi, with how many of its actions are late."""
    if count == 0:
        return _DEFI(name=name)
    return _LATE(name=name, count="une action" if count == 1 else f"{count} actions")
