"""Sentences of an absence."""

from collections.abc import Mapping, Sequence

from bot.agenda.away import AbsenceWay
from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

OPEN = "Je ne suis pas là"
TITLE = "Je ne suis pas là"
SUBMIT = "C’est bon"
DAYS = french("Quels jours ?")
WORD = "Un mot"
WORD_HINT = french("Qui le lira : les personnes dont le rendez-vous change, et elles seules.")
WORD_LONG = french("Votre mot : 300 caractères au plus.")
PAST = said("Ces jours sont passés. Fermez cette étape, puis recommencez.")
TOO_LONG = said("Choisissez une semaine au plus.")
CHOOSE = "Choisir"
DONE_TITLE = "C’est noté"
UNDO = "Revenir en arrière"
UNDONE_TITLE = "Retour en arrière"
CHANGES = "Ce qui change"

EACH = said("Pour chaque rendez-vous, une proposition est déjà choisie. Vous pouvez en choisir une autre.")
NOTHING = sentence("*Aucun rendez-vous à venir {days}.* Si vous validez, ces heures ne peuvent plus être réservées.")
COUNTED = sentence("*{count} à venir {days}.*")
BEGUN = sentence("Déjà commencé, donc laissé tel quel : {what}.")
FIXED = sentence("{what} : rien à choisir ici. Pour en parler, écrivez aux personnes qui y participent.")
FRESH = said("*Un rendez-vous vient de s’ajouter.* Relisez la liste, puis validez à nouveau.")
CLOSED = said("Ces heures ne peuvent plus être réservées.")
WAITS = said("Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière.")
TOLD = said("Les personnes concernées reçoivent un message dès maintenant.")
OVER = said("Les personnes concernées ont reçu un message.")
NOTED = sentence("*C’est noté : vous n’êtes pas là {days}.*")
LINE = sentence("{what} : {way}")
CHANGED = sentence("Changé entre-temps par quelqu’un d’autre, donc laissé tel quel : {what}.")
BACK = sentence("*Tout est comme avant.* Vos heures n’ont pas changé {days}, et personne n’a reçu de message.")
_KEPT_ONE, _KEPT = said("Ce rendez-vous reste comme il était :"), said("Ces rendez-vous restent comme ils étaient :")
NOT_THERE = sentence("{name} ne sera pas là {days}.")
NO_TIME_YET = sentence("Il faudra une autre date : {what}.")
ITS_WORD = sentence("Le mot {name:de} :")
_LEFT = sentence("Pendant votre absence {days}, ce rendez-vous n’a pas pu être changé : {what}. Ouvrez sa carte.")
_LEFT_SEVERAL = sentence(
    "Pendant votre absence {days}, ces rendez-vous n’ont pas pu être changés : {what}. Ouvrez leurs cartes."
)

PROPOSED_TIMES = sentence("Dates à proposer : {times}.")
PROPOSED_BY_THEM = "La personne qui a demandé choisit un autre créneau parmi vos disponibilités"
ANOTHER = "une autre date"
_KEEP = "Ne rien changer"
_WAYS: Mapping[AbsenceWay, str] = {
    AbsenceWay.CANCEL: "Annuler le rendez-vous",
    AbsenceWay.LEAVE: "Je ne viendrai pas",
    AbsenceWay.KEEP: _KEEP,
}
_DONE: Mapping[AbsenceWay, str] = {
    AbsenceWay.CANCEL: "ce rendez-vous est annulé",
    AbsenceWay.LEAVE: "vous n’y venez pas",
    AbsenceWay.KEEP: "rien ne change",
}
_BUSY = sentence("{name} n’est plus libre à cette heure.")
_GONE = "Ce choix n’est plus possible pour ce rendez-vous."
_LATE = "Une de ces dates n’est plus libre."
_WITHOUT = french("Ce rendez-vous a déjà changé : choisissez « Ne rien changer ».")


def way(given: AbsenceWay, *, taker: str | None, several: bool) -> str:
    if given is AbsenceWay.HAND_OVER:
        return f"Confier à {taker}"
    if given is AbsenceWay.PROPOSE:
        return "Proposer d’autres dates" if several else "Proposer une autre date"
    return _WAYS[given]


def becomes(given: AbsenceWay, *, taker: str | None) -> str:
    """Return what happens to an appointment. `taker` is the name of the colleague who replaces the absent person."""
    if given is AbsenceWay.HAND_OVER:
        return f"{taker} prend votre place"
    if given is AbsenceWay.PROPOSE:
        return "une autre date est proposée"
    return _DONE[given]


def back(number: int) -> Said:
    return _KEPT_ONE if number == 1 else _KEPT


def counted(number: int, days: str) -> Said:
    return COUNTED(count="Un rendez-vous" if number == 1 else f"{number} rendez-vous", days=days)


def busy(name: str, left: Sequence[str]) -> str:
    """Return an error: this colleague is not free. `left` lists the choices that are still free."""
    return f"{_BUSY(name=name).plain} {_free_times(left)}"


def gone(left: Sequence[str]) -> str:
    """Return an error: the choice is not possible any more. `left` lists the choices that are still possible."""
    return f"{_GONE} {_free_times(left)}"


def late(left: Sequence[str]) -> str:
    """Return an error: the proposed time is taken. `left` lists the times that are still free."""
    return f"{_LATE} {_free_times(left)}"


def already() -> str:
    return _WITHOUT


def stuck(whats: Sequence[str], days: str) -> Said:
    """Return the sentence about choices that the bot could not apply."""
    what = listed(whats)
    return _LEFT(days=days, what=what) if len(whats) == 1 else _LEFT_SEVERAL(days=days, what=what)


def listed(whats: Sequence[str]) -> str:
    """Join appointments with semicolons, because each contains commas."""
    return "\u00a0; ".join(whats)


def _free_times(left: Sequence[str]) -> str:
    return f"Il reste, par exemple\u00a0: {join_names(left[:3])}."
