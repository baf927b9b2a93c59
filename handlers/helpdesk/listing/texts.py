"""Sentences of the list of a person's bureaux d'aide, and of their lines on the Home."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from bot.dates.words import join_words
from bot.helpdesk.model import DESK
from handlers.helpdesk.card_texts import SESSION_HELD
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text, said, sentence

TITLE, TITLE_OF_ALL = "Vos bureaux d’aide", "Vos rendez-vous"
NOTHING = said("Aucun bureau d’aide à venir.")
BOOK = "Réserver"
UNDO_WITHIN = said("Vous pouvez revenir en arrière ici pendant deux minutes.")

NEEDS_TITLE = "Les besoins"
NO_NEEDS = said("Aucun bureau d’aide à venir que vous animez.")
NEED_OF = sentence("*{when}*{whom}, défi {defi}{what}")
MORE_NEEDS = sentence("Et, plus tard : {whens}.")

DEFI = sentence("Défi {name}")
DEFI_WHAT = sentence("Défi {name}, {what}")
_SESSION = sentence("{when}{whom}{held}")
WAITING = said("en attente d’une réponse des coachs")
TAKEN = sentence("{coach} s’en occupe et propose bientôt des dates")
_SAID = sentence("{about} : {lines}.")
_ONE_MORE = said("Et un autre, plus tard : `/agenda`.")
_MORE = sentence("Et {number}\u00a0autres, plus tard : `/agenda`.")


def session(when: str, people: Sequence[str], *, held: bool) -> Said:
    whom = f", avec {join_names(people)}" if people else ""
    return _SESSION(when=when, whom=whom, held=f" ({SESSION_HELD})" if held else "")


def need_of(whens: Sequence[str], people: Sequence[str], defi: str, *, what: str) -> Said:
    """Return the title above a need: times, people, défi, and the format of help if it is not the bureau d'aide."""
    whom, what = f", avec {join_names(people)}" if people else "", "" if what == DESK else f", {what}"
    return NEED_OF(when=join_words(whens), whom=whom, defi=defi, what=what)


def about(defi: str, what: str) -> Said:
    """Return the sentence that names a request's défi, and the format of help if it is not the bureau d'aide."""
    return DEFI(name=defi) if what == DESK else DEFI_WHAT(name=defi, what=what)


def told(about: str, lines: Sequence[Said]) -> Said:
    return _SAID(about=about, lines=join_text(lines, "\u00a0; "))


def more(number: int) -> Said:
    return _MORE(number=number) if number > 1 else _ONE_MORE


SEND = "Envoyer un document"
TAKE = "Je m’en occupe"
PROPOSE = "Proposer des dates"
AGREE = "Oui, partager le besoin"
REFUSE = "Non, garder le besoin"

TO_SEND = sentence("{What} du {when} (défi {defi}) : vous pouvez encore envoyer un document.")
TO_AGREE = sentence("L’équipe du défi {defi} demande un {what} {when}. L’animerez-vous ? Réponse avant le {until}.")
WANTED = sentence("Pouvez-vous venir au {what} du {when} (défi {defi}) ?")
TO_SHOW = sentence("{person} participera au {what} du défi {defi}. Lui montrer votre besoin ?")
CALL = sentence("L’équipe du défi {defi} cherche une date pour un {what}, avec l’équipe des coachs.")
TAKEN_CALL = sentence("L’équipe du défi {defi} attend vos dates pour le {what}.")
WAITING_CALL = sentence("Votre demande de {what} (défi {defi}) attend la réponse des coachs.")
TAKEN_BY = sentence("{coach} s’occupe de votre demande de {what} (défi {defi}) et va vous proposer des dates.")

_TIMES = sentence("{proposed} pour le {what} du défi {defi}.")


def times(defi: str, count: int, *, what: str) -> Said:
    return _TIMES(
        what=what, proposed="Une date est proposée" if count == 1 else f"{count} dates sont proposées", defi=defi
    )


def choose(when: str) -> str:
    return f"Choisir {when}"
