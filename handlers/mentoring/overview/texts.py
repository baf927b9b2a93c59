"""Sentences of the coaches' list of all cycles, and of its export."""

from collections.abc import Mapping

from bot.mentoring.cycle import CycleState
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

TITLE = "Les cycles de mentorat"
TITLE_SAID = said("Les cycles de mentorat.")
# A programme that has added cycles uses these titles.
ALL_TITLE, ALL_SAID = "Tous les cycles", said("Tous les cycles.")
NOTHING = said("Aucun cycle de mentorat n’a encore été demandé.")
NO_CYCLE = said("Aucun cycle n’a encore été demandé.")
OPEN_ONE = "Ouvrir un cycle"
EXPORT = "Exporter"
EXPORT_HOLDS = said("L’export contient tous les cycles : leur état et leurs dates, jamais le besoin.")
EXPORTING = said("Le fichier arrive en message direct, dans un instant.")
EXPORT_CARD = sentence(
    "Voici les cycles de mentorat au {day} : le fichier arrive sous ce message. Il contient leur état et leurs dates, "
    "jamais le besoin."
)
EXPORT_CARD_OF_ALL = sentence(
    "Voici tous les cycles au {day} : le fichier arrive sous ce message. Il contient leur état et leurs dates, jamais "
    "le besoin."
)
EXPORTED_ALL = french("Tous les cycles : leur état et leurs dates, jamais le besoin.")
EXPORTED_FILE = french("Les cycles de mentorat : leur état et leurs dates, jamais le besoin.")
WAITING, RUNNING, OVER = "En attente d’une réponse", "En cours", "Terminés ou sans suite"
DATES: Mapping[CycleState, sentence] = {
    CycleState.OFFERED: sentence("{number:maj} dates proposées."),
    CycleState.HELD: sentence("{number:maj} dates retenues."),
}
STATES: Mapping[CycleState, Said] = {
    CycleState.ASKED: said("Demande envoyée, sans dates."),
    CycleState.ANSWERED: said("Dates à choisir."),
    CycleState.RUNNING: said("Cycle en cours."),
}
ENDS: Mapping[CycleState, sentence] = {
    CycleState.DONE: sentence("Cycle terminé le {day}."),
    CycleState.ENDED: sentence("Cycle arrêté avant la fin, le {day}."),
    CycleState.DECLINED: sentence("Demande déclinée le {day}."),
    CycleState.LAPSED: sentence("Demande sans réponse, close le {day}."),
    CycleState.WITHDRAWN: sentence("Demande retirée le {day}."),
}

PAIR = sentence("{team}, avec {mentor} ({domain}).")
WAITS = sentence("Réponse attendue {name:de}, depuis le {since}.")
WAITS_UNTIL = sentence("Réponse attendue {name:de}, depuis le {since}, au plus tard le {until}.")
AGREES = sentence("Accord attendu : {name}, pour une séance après {period}.")
WITHOUT_TIME = sentence("Date à choisir pour {what} : {name}.")
CYCLE = sentence("{title} : {words}")

# Many cycles have the same people, so an option begins with the date or the pending answer.
CHOICE = sentence("{stands} : {domain}, {defi}, {mentor}")
SINCE = sentence("depuis le {day}")
ON = sentence("le {day}")
TO_DATE, TO_AGREE, PAST = "date à choisir", "accord attendu", "séances passées"

_MORE_OVER = sentence("Et {number}\u00a0cycles terminés.")
_ONE_MORE_OVER = said("Et un cycle terminé.")
_MORE = sentence("Et {number}\u00a0autres cycles{over}.")
_ONE_MORE = sentence("Et un autre cycle{over}.")


def more(number: int, over: int) -> Said:
    """Return how many cycles are not listed. `number` counts them, and `over` counts the finished ones among them."""
    if number == over:
        return _ONE_MORE_OVER if number == 1 else _MORE_OVER(number=number)
    rest = f", dont {over} déjà terminé{'s' if over > 1 else ''}" if over else ""
    return _ONE_MORE(over=rest) if number == 1 else _MORE(number=number, over=rest)
