"""Every sentence of the page of one date, and of the forms that change it alone."""

from collections.abc import Sequence

from bot.agenda.entries import join_names
from bot.dates.words import join_words
from handlers.gatherings.texts import come_by_now
from handlers.gatherings.texts import places as naming_places

PAGE_TITLE = "Une date"
MOVE = "Changer la date"
CANCEL = "Annuler cette date"
HAND_OVER = "Confier à quelqu’un"
KEEP = "Garder sans personne pour l’animer"
KEEP_TITLE = "Garder ainsi\u00a0?"
KEEP_SURE = "La date est maintenue sans personne pour l’animer. Vous pourrez encore la confier plus tard."
KEEP_YES = "Oui, garder ainsi"
NO = "Non, revenir"
CAPACITY = "Changer les places"

DAY = "Jour"
TIME = "Heure, à Paris"
REASON = "Raison"
REASON_HINT = "Qui la lira\u00a0: les personnes qui devaient venir."
MOVE_RULE = (
    "Les personnes concernées reçoivent un message, et leur agenda est mis à jour. Les autres dates ne changent pas."
)
CANCEL_RULE = "Les personnes concernées reçoivent un message. Cette date ne sera pas recréée\u00a0; les autres restent."
COLLEAGUE = "À qui"
CHOOSE = "Choisir quelqu’un"
HAND_OVER_RULE = (
    "Seules les personnes libres à cette heure-là sont proposées. La série garde la même personne pour l’organiser."
)
NOBODY_FREE = "Personne d’autre n’est libre à cette heure-là. Vous pouvez changer la date, ou la garder ainsi."
PLACES = "Nombre de places"

MOVED_TITLE = "C’est déplacé"
CANCELLED_TITLE = "C’est annulé"
HANDED_TITLE = "C’est confié"
KEPT_TITLE = "C’est noté"
TOLD = "Les personnes concernées reçoivent un message."
CANCELLED = "Cette date est annulée."
UNCLAIMED = "*Sans animation*\u00a0: la personne qui organise a déjà un rendez-vous à cette heure-là."

PAST = "C’est passé. Choisissez une date à venir."
QUARTER = "Choisissez un quart d’heure juste\u00a0: une heure qui finit par 00, 15, 30 ou 45."
LONG = "Raison\u00a0: 300\u00a0caractères au plus."
GONE = "Cette personne ne peut plus être choisie. Choisissez quelqu’un d’autre."
ALREADY = "Cette personne anime déjà cette date."
MADE = "Les groupes sont déjà faits, et chacun est animé. Vous pouvez encore changer la date ou l’annuler."
NUMBER = "Écrivez un nombre de places, par exemple 12."
NO_MOMENT = "Choisissez un jour et une heure."


def taken(names: Sequence[str], when: str) -> str:
    """Refuse a time that is taken for these people; for nobody any more, where it was given back meanwhile."""
    who = f"{join_names(names)} {'ne sont' if len(names) > 1 else 'n’est'}" if names else "Quelqu’un n’est"
    return f"{who} pas libre{'s' if len(names) > 1 else ''} {when}. Choisissez un autre créneau."


def taken_person(when: str) -> str:
    """Refuse a colleague who is taken."""
    return f"Cette personne n’est plus libre {when}. Choisissez quelqu’un d’autre."


def host(names: Sequence[str]) -> str:
    """Say who hosts it."""
    return f"Animation\u00a0: {join_words(names)}"


def where(place: str) -> str:
    """Say where it is."""
    return f"Où\u00a0: {place}"


def places(coming: int, capacity: int | None) -> str:
    """Say how many come, of how many."""
    said = f"{come_by_now(coming)}, {naming_places(capacity)}" if capacity else come_by_now(coming)
    return f"{said[:1].upper()}{said[1:]}"


def announced(day: str) -> str:
    """Say since when people know of it."""
    return f"Annonce faite le {day}"


def to_announce(day: str) -> str:
    """Say when people will hear of it."""
    return f"Annonce prévue le {day}"


def held(until: str) -> str:
    """Say what an announcement waits for, and until when."""
    return f"L’annonce attend le titre et les personnes qui interviennent, au plus tard jusqu’au {until}"


def missing(what: Sequence[str]) -> str:
    """Say what is missing."""
    return f"Il manque {join_words(what)}"


def moved(name: str, when: str) -> str:
    """Say when it is now."""
    return f"Nouvelle date pour {name}\u00a0: {when}. {TOLD}"


def cancelled(name: str, when: str) -> str:
    """Say that it is cancelled."""
    return f"Annulé\u00a0: {name}, {when}. {TOLD}"


def handed(who: str, name: str, when: str) -> str:
    """Say who hosts it now."""
    return f"{who} animera {name}, {when}. {TOLD}"


def kept(name: str, when: str) -> str:
    """Say that it stays without a host."""
    return f"La date est maintenue, sans personne pour l’animer\u00a0: {name}, {when}."


def placed(name: str, when: str, capacity: int) -> str:
    """Say how many can come now."""
    said = naming_places(capacity)
    return f"{said[:1].upper()}{said[1:]}\u00a0: {name}, {when}."
