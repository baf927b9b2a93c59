"""Sentences of a bureau d'aide's card."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.helpdesk.model import RankReason
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text, said, sentence

MOVE = "Changer la date"
CANCEL = "Annuler le rendez-vous"
PAPER = "Envoyer un document"
AGAIN = "Réserver à nouveau"

PARIS_TIME = "heure de Paris"
WHEN_SEVERAL = said("*Quand* (heure de Paris)")
FOR = "Défi"
BY = "Demandé par"
KIND = "Sujet"
DOCUMENT = "Document"
# OWN_NEED replaces NEED for formats of help that the programme added.
NEED, OWN_NEED = said("Le besoin"), said("Ce que l’équipe a écrit")
PREPARE = "S’y préparer"
REASON = "Raison"
SOMEBODY = "Quelqu’un de l’équipe des coachs"
YOU_HANDED = said("Vous n’animez plus ce rendez-vous. Les autres personnes le savent.")
YOU_LEFT = said("Vous ne venez plus. Le rendez-vous a toujours lieu pour les autres personnes.")

OTHER_ROOM = said(
    "Pour une autre salle : « Autres actions », « Changer le lien ». Pour toutes vos prochaines réservations : "
    "`/disponibilites`."
)
OTHER_ROOM_BELOW = said(
    "Pour une autre salle : « Changer le lien ». Pour toutes vos prochaines réservations : `/disponibilites`."
)

ACCEPT, DECLINE = "Accepter", "Décliner"
ANSWER = "Réponse attendue"
_YOUR_ANSWER = sentence("la vôtre, avant le {until}. Sans elle, l’heure redevient libre")
_THEIR_ANSWER = sentence("{host}, avant le {until}. Sans réponse, l’heure redevient libre")

LATER = said("à envoyer")
NOT_YET = said("pas encore donné")
SPOKEN = said("le sujet sera présenté en séance")

NO_PREFERENCE = "Sans préférence"
_WHYS: Mapping[RankReason, sentence] = {
    RankReason.EXPERTISE: sentence("parmi les personnes libres à la réservation, {host} connaît ce type de besoin"),
    RankReason.OWN_COACH: sentence("parmi les personnes libres à la réservation, {host} suit ce défi"),
    RankReason.LEAST_BOOKED: sentence(
        "parmi les personnes libres à la réservation, {host} avait le moins de rendez-vous ces jours-là"
    ),
    RankReason.FREE: sentence("{host} était libre à l’heure choisie"),
}

SESSION_CANCELLED = "séance annulée"
SESSION_HELD = "à confirmer"
SESSION_PAST = "séance passée"
SESSION_LEFT = "sans vous"
SESSION_RUNNING = "séance en cours"

_FILE_HERE = sentence("{name}, dans le fil de ce message")
_FILE_IN_THREAD = sentence("{name}, dans le fil du message de ce rendez-vous")
_FILE_ELSEWHERE = sentence("{name}, remis aux coachs")

CANCELLED = sentence("Le {what} {days}, pour le défi {defi}, est annulé. Vous n’avez rien à faire.")
CHANNEL = sentence("{What} de l’équipe : {whens}.")
CHANNEL_HELD = sentence("À confirmer : {what} de l’équipe, {whens}.")
CHANNEL_CANCELLED = sentence("Annulé : {what} de l’équipe, {whens}.")

_SESSION = sentence("{day}, {span}{hours}{state}")
_SPOKEN_ONE = sentence("{What} {session}{whom}, pour le défi {defi}.")
_SPOKEN = sentence("{What} en {count}\u00a0séances, {hours} : {sessions}. Pour le défi {defi}{whom}.")


def file(name: str, *, here: bool, opened: bool) -> Said:
    """Return the sentence that names a file and says where the reader finds it.

    If `here` is true, the file is in the thread of the reader's card. If `opened` is true, the reader reads this
    sentence in a modal."""
    if not here:
        return _FILE_ELSEWHERE(name=name)
    return _FILE_IN_THREAD(name=name) if opened else _FILE_HERE(name=name)


def capital(what: str) -> str:
    return what[:1].upper() + what[1:]


def of_defi(name: str) -> str:
    return f"défi {name}"


def title(what: str, when: str, *, more: int) -> str:
    """Return the card's title. `more` is the number of other upcoming séances."""
    return f"{capital(what)} {when}{_others(more)}"


def title_held(what: str, when: str, *, more: int) -> str:
    return f"À confirmer\u00a0: {what} {when}{_others(more)}"


def answer(hosts: Sequence[str], until: str) -> Said:
    """Return the sentence that says who must answer, and until when. If `hosts` is empty, the reader must answer."""
    return _THEIR_ANSWER(host=join_names(hosts), until=until) if hosts else _YOUR_ANSWER(until=until)


def title_running(what: str, until: str, *, more: int) -> str:
    return f"{capital(what)} en cours, jusqu’à {until}{_others(more)}"


def title_left(what: str, when: str) -> str:
    return f"Sans vous : {what} du {when}"


def title_handed(what: str, when: str) -> str:
    return f"Confié\u00a0: {what} du {when}"


def title_cancelled(what: str, when: str, *, more: int) -> str:
    """Return the title of a cancelled request's card. `more` is the number of séances besides the first."""
    others = "" if not more else " et de la séance suivante" if more == 1 else f" et des {more} séances suivantes"
    return f"Annulé : {what} du {when}{others}"


def title_past(what: str, when: str) -> str:
    return f"Passé : {what} du {when}"


def host(name: str, *, coaches: bool) -> str:
    return f"{name} (coach)" if coaches else f"{name} (qui anime)"


def specialist(name: str) -> str:
    return f"{name} (spécialiste)"


def session_without(names: Sequence[str]) -> str:
    """Return the words « sans … » with the names of people who do not attend a séance."""
    return f"sans {join_names(names)}"


def session(day: str, span: str, state: str | None, *, alone: bool) -> Said:
    """Return the time and the state of a séance. If `alone` is true, add that the hours are in Paris time."""
    return _SESSION(day=day, span=span, hours=f", {PARIS_TIME}" if alone else "", state=f" ({state})" if state else "")


def of_days(whens: Sequence[str]) -> str:
    """Join times, each after « du »: « du mardi 5 mai à 9 h et du mardi 12 mai à 9 h »."""
    return join_names([f"du {when}" for when in whens])


def why(reason: RankReason, host: str) -> Said | None:
    """Return the sentence that says why the bot chose this host. Return None if a person chose the host."""
    return _WHYS[reason](host=host) if reason in _WHYS else None


def spoken(sessions: Sequence[Said], people: Sequence[str], defi: str, *, what: str) -> Said:
    whom = f", avec {join_names(people)}" if people else ""
    if len(sessions) == 1:
        return _SPOKEN_ONE(What=capital(what), session=sessions[0], whom=whom, defi=defi)
    whole, count = join_text(sessions, "\u00a0; "), len(sessions)
    return _SPOKEN(What=capital(what), count=count, hours=PARIS_TIME, sessions=whole, defi=defi, whom=whom)


def _others(more: int) -> str:
    return "" if not more else ", puis une autre séance" if more == 1 else f", puis {more}\u00a0autres séances"
