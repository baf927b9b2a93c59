"""Every sentence of the list of one's bureaux d'aide."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined, said, sentence

TITLE = "Vos bureaux d’aide"
NOTHING = said("Aucun bureau d’aide à venir.")
BOOK = "Réserver"
UNDO = "Revenir en arrière"
UNDO_WITHIN = said("Vous pouvez revenir en arrière ici pendant deux minutes.")

NEEDS_TITLE = "Les besoins"
NO_NEEDS = said("Aucun bureau d’aide à venir que vous animez.")
NEED_OF = sentence("*{when}*{whom}, défi {defi}")
MORE_NEEDS = sentence("Et, plus tard : {whens}.")

DEFI = sentence("Défi {name}")
_SESSION = sentence("{when}{whom}")
WAITING = said("en attente d’une réponse des coachs")
TAKEN = sentence("{coach} s’en occupe et propose bientôt des dates")
_SAID = sentence("Défi {name} : {lines}.")
_ONE_MORE = said("Et un autre, plus tard : `/agenda`.")
_MORE = sentence("Et {number}\u00a0autres, plus tard : `/agenda`.")


def session(when: str, people: Sequence[str]) -> Said:
    """Say one séance: when, with whom."""
    return _SESSION(when=when, whom=f", avec {join_names(people)}" if people else "")


def need_of(whens: Sequence[str], people: Sequence[str], defi: str) -> Said:
    """Say whose need it is: when, with whom, of which défi."""
    return NEED_OF(when=join_words(whens), whom=f", avec {join_names(people)}" if people else "", defi=defi)


def told(name: str, lines: Sequence[Said]) -> Said:
    """Say all of a défi's request in one sentence."""
    return _SAID(name=name, lines=joined(lines, "\u00a0; "))


def more(number: int) -> Said:
    """Say how many requests are not shown."""
    return _MORE(number=number) if number > 1 else _ONE_MORE
