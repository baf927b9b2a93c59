"""Every sentence of a gathering's announcement, and of what is told of it afterwards."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words, span_words
from bot.gatherings.model import Reply
from handlers.gatherings.texts import IN_PLACE_OF
from handlers.kit.escaping import Said
from handlers.kit.sentences import capital, stopped

COME = "Je viens"
DECLINE = "Je ne viens pas"
CALENDAR = "Ajouter à mon agenda"
GIVE_BACK = "Rendre ma place"

PREPARE = "S’y préparer"
SKILLS = "Compétences"
VALUES = "Valeurs"
WHERE = "Où"
LINK = "Lien de la visio"
ORGANISER = "Organisation"
SPEAKERS = "Avec"
NOWHERE = "Le lieu sera précisé."
ONLINE = "En ligne : le lien est donné aux personnes qui viennent."
ONLINE_TOO = "En ligne aussi : le lien est donné aux personnes qui viennent."
OWN_GROUP = "Vous saurez deux jours avant avec qui vous échangez, et où."
TO_BE_SAID = "Le programme sera précisé."
CANCELLED = "Annulé"
OVER = "Les réponses sont closes."
PAST = "C’est passé."
QUESTION = "Viendrez-vous ? Répondez d’un clic, vous pourrez changer d’avis jusqu’au début."
MINE = {
    Reply.COMES: "Vous avez répondu « Je viens ».",
    Reply.DECLINES: "Vous avez répondu « Je ne viens pas ».",
    Reply.WAITS: "Tout est pris : vous attendez une place.",
}
UNANSWERED = "Vous n’avez pas encore répondu."
FREED = "Une place s’est libérée : elle est pour vous."
GIVE_BACK_HINT = "Si vous ne pouvez pas venir, rendez-la : elle ira à la personne suivante dans la file."
GAVE_BACK = "Vous avez rendu votre place."
A_COACH = "Un ou une coach"
MOST_NAMES = 15

_REFUSED = {
    "not_in_channel": "je n’y suis pas",
    "channel_not_found": "je ne le trouve pas, ou je n’y suis pas",
    "is_archived": "il est archivé",
}
_UNWRITABLE = "je ne peux pas y écrire"


def when(starts: datetime, ends: datetime, now: datetime) -> str:
    """Say when it is, by which clock."""
    return f"{span_words(starts, ends, now=now)}, heure de Paris"


def key(named: str, when: str) -> str:
    """Say what it is and when."""
    return f"{named}, {when}."


def cancelled(named: str, when: str) -> str:
    """Say that it does not take place."""
    return f"{CANCELLED} : {named}, {when}."


def instead(day: date, holiday: str, now: datetime) -> Said:
    """Say which day it gave way to."""
    return capital(stopped(IN_PLACE_OF(day=day_words(day, now), holiday=holiday)))


def fact(name: str, what: str) -> str:
    """Name something."""
    return f"{name} : {what}"


def coming(names: Sequence[str]) -> str:
    """Say how many come, and who; somebody does."""
    shown = list(names) if len(names) <= MOST_NAMES else [*names[:MOST_NAMES], _others(len(names) - MOST_NAMES)]
    number = "1 personne vient" if len(names) == 1 else f"{len(names)} personnes viennent"
    return f"{number} : {join_names(shown)}."


def places(free: int, waiting: int) -> str:
    """Say how many places are left, or how many wait for one."""
    if free:
        return "Il reste 1 place." if free == 1 else f"Il reste {free} places."
    if not waiting:
        return "Tout est pris : en répondant « Je viens », vous entrez dans la file d’attente."
    many = "1 personne attend" if waiting == 1 else f"{waiting} personnes attendent"
    return f"Tout est pris, et {many} une place."


def answered_for(teller: str, reply: Reply) -> str:
    """Say who answered in somebody's place, and what."""
    said = COME if reply is not Reply.DECLINES else DECLINE
    line = f" {MINE[reply]}" if reply is Reply.WAITS else ""
    return f"{teller} a répondu « {said} » à votre place.{line} Vous pouvez changer cette réponse jusqu’au début."


def nudge(named: str, when: str) -> str:
    """Say that an answer is still awaited."""
    return f"{named}, {when} : vous n’avez pas encore répondu."


def of(when: str, named: str) -> str:
    """Name a gathering for who cannot see where a button stands: the date first, since a long name loses its end."""
    return f"{when}, {named}"


def no_channel(named: str, channel: str, reason: str) -> str:
    """Tell the organiser that a channel took no announcement."""
    why = _REFUSED.get(reason, _UNWRITABLE)
    return (
        f"Je n’ai pas pu annoncer dans le canal {channel} : {named}. Raison : {why}. "
        "Chaque personne invitée a reçu un message."
    )


def how_to_invite(name: str) -> str:
    """Say how the next announcement comes into the channel."""
    return f"Pour que la prochaine annonce y arrive, ouvrez ce canal et tapez `/invite @{name}`, ou changez de canal."


def _others(number: int) -> str:
    return "1 autre" if number == 1 else f"{number} autres"
