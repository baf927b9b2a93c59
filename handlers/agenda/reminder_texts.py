"""Every sentence of the reminders of an appointment, and of the question that comes after it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Outcome
from bot.agenda.reminders.timetable import Kind
from bot.dates.paris import day_of
from bot.dates.words import day_words, duration_words, time_words

WEEK = "Votre semaine"
DAY = "Votre journée"
COMING = "À venir"
AFTER = "Après vos séances"
MIXED = "Vos rendez-vous"

TODAY = "aujourd’hui"
JOIN = "Rejoindre la visio"
SEND = "Envoyer un document"
ADD = "Choisir un autre créneau"
LINK = "Lien de la visio"
PREPARE = "S’y préparer"
INSPIRE = "S’en inspirer"
ABSTRACT = "De quoi il s’agit"
READING = "À lire avant"
SHEET = "Fiche pratique"
AWAITING = "Ce qui attend votre réponse"
ANSWER_THERE = "Pour répondre, utilisez les boutons de l’annonce."
WHERE_TO_ANSWER = "Vous pouvez répondre dans l’onglet Accueil."
NO_LINK = "Le lieu sera précisé."
MISSING = "Il manque votre document : vous pouvez l’envoyer, ou dire que vous présenterez le sujet en séance."
NOTHING_MISSING = "Il ne manque plus rien."
ON_THE_CARD = "Le besoin et le document se lisent sur la carte du rendez-vous, dans cette conversation."

SNOOZE = "Me le rappeler plus tard"
SNOOZES: Mapping[str, str] = {  # by the choices of `bot.agenda.reminders.snoozes`
    "600": "Dans 10\u00a0minutes",
    "3600": "Dans une heure",
    "tomorrow": "Demain à 9\u00a0h",
    "monday": "Lundi à 9\u00a0h",
}

INCOMPLETE = "Il manquait quelqu’un"
POSTPONE = "À reprogrammer"
CHOOSE_ANOTHER = "Vous pouvez choisir un autre créneau dès maintenant."
PLAN_ANOTHER = "Convenez ensemble d’une autre date."

# How a sentence names an appointment of each dispositif, and whether by a feminine word.
_NAMES: Mapping[str, tuple[str, bool]] = {
    "bureau-aide": ("le bureau d’aide", False),
    "mentorat": ("la séance de mentorat", True),
    "pairs": ("la séance entre pairs", True),
    "pluridisciplinaire": ("la séance pluridisciplinaire", True),
    "conference": ("la conférence", True),
    "comite": ("le comité d’évaluation", False),
    "rapport": ("l’échange autour du rapport", False),
    "atelier": ("l’atelier", False),
    "seminaire-porteurs": ("le séminaire des porteurs et porteuses", False),
    "seminaire-promotion": ("le séminaire de la promotion", False),
    "carnet": ("l’heure du carnet de bord", True),
}
_OTHER = ("le rendez-vous", False)
_MOST_NAMES = 6
_ABOUT_AN_HOUR = (timedelta(minutes=55), timedelta(minutes=65))
_HOUR = timedelta(hours=1)
_WENT: Mapping[Outcome, str] = {
    Outcome.TOOK_PLACE: "a eu lieu",
    Outcome.INCOMPLETE: "a eu lieu, et il manquait quelqu’un",
    Outcome.POSTPONED: "est à reprogrammer",
}


def title(kinds: Collection[str], *, over: Collection[str]) -> str:
    """Title a message that several share, by the kinds of their notices; `over`: of these, what has taken place."""
    if Kind.WEEK in kinds:
        return WEEK
    if Kind.DAY in kinds:
        return DAY
    if not over:
        return COMING
    return MIXED if set(kinds) - set(over) else AFTER


def place(where: str) -> str:
    """Say where one goes."""
    return f"Lieu : {where}."


def key(what: str, when: str, others: Sequence[str], defi: str | None) -> str:
    """Say what it is, when, with whom and for which défi."""
    return f"{', '.join([f'{what} {when}', *_whose(others, defi)])}."


def whose(when: str, others: Sequence[str], defi: str | None) -> str:
    """Say when what is asked about was, with whom and for which défi."""
    return f"{', '.join([when[:1].upper() + when[1:], *_whose(others, defi)])}."


def company(others: Sequence[str], defi: str | None) -> str:
    """Say with whom and for which défi, "" for neither."""
    said = ", ".join(_whose(others, defi))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def cancelled(what: str, when: str) -> str:
    """Say that what a reminder told of does not take place."""
    return f"Annulé : {_low(what)} {when}."


def without_you(what: str, when: str) -> str:
    """Say that what a reminder told of takes place without its reader."""
    return f"Sans vous : {_low(what)} {when}."


def names(people: Sequence[str]) -> str:
    """Name people, so many of them that it stays short."""
    if len(people) <= _MOST_NAMES + 1:
        return join_names(people)
    return f"{', '.join(people[:_MOST_NAMES])} et {len(people) - _MOST_NAMES} autres personnes"


def meets(people: Sequence[str]) -> str:
    """Say to who hosts whom they meet, and how many."""
    if not people:
        return "Personne d’autre n’y vient pour l’instant."
    many = f"{len(people)} personnes : " if len(people) > 1 else ""
    return f"Vous y retrouvez {many}{names(people)}."


def span(day: str, hours: str) -> str:
    """Say the day and the hours of what ends the day it starts."""
    return f"{day}, {hours}, heure de Paris"


def over_days(start: str, end: str) -> str:
    """Say the beginning and the end of what lasts longer than a day."""
    return f"du {start} au {end}, heure de Paris"


def in_time(starts: datetime, now: datetime) -> str:
    """Say how soon it starts, and at what time: « dans une heure, à 14 h »."""
    left = starts - now
    at = time_words(starts)
    if _ABOUT_AN_HOUR[0] <= left <= _ABOUT_AN_HOUR[1]:
        return f"dans une heure, à {at}"
    if timedelta() < left < _HOUR:
        return f"dans {duration_words(-(-left // timedelta(minutes=1)))}, à {at}"
    day = TODAY if day_of(starts) == day_of(now) else day_words(starts, now)
    return f"{day} à {at}"


def prepare(subject: str, preparation: str) -> str:
    """Say how to prepare: for what was chosen as its subject, then in the catalogue's words."""
    work = f"travailler sur «\u00a0{subject}\u00a0»" if subject else ""
    return "\u00a0; ".join(one for one in (work, preparation) if one)


def fact(name: str, what: str) -> str:
    """Say one fact as a sentence."""
    return f"{name} : {what}" + ("" if what.endswith((".", "!", "?", "…")) else ".")


def and_more(count: int) -> str:
    """Say how many more await an answer than are named."""
    return f"Et {count} autres réponses." if count > 1 else "Et une autre réponse."


def took_place(dispositif: str, starts: datetime, now: datetime) -> str:
    """Ask whether it took place."""
    return f"{_named(dispositif, starts, now)} a-t-{_pronoun(dispositif)} eu lieu ?"


def no_answer_is_yes(dispositif: str) -> str:
    """Say what silence means."""
    return f"Sans réponse de votre part, je retiens qu’{_pronoun(dispositif)} a eu lieu."


def it_took_place(dispositif: str) -> str:
    """Name the button that says so."""
    return f"{_pronoun(dispositif).capitalize()} a eu lieu"


def answered(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> str:
    """Say what was answered."""
    return f"{_named(dispositif, starts, now)} {_WENT[outcome]} : merci de l’avoir dit."


def noted(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> str:
    """Thank who answers, and say what is noted."""
    name = _NAMES.get(dispositif, _OTHER)[0]
    return f"Merci, c’est noté : {name} {_of_day(starts, now)} {_WENT[outcome]}."


def _whose(others: Sequence[str], defi: str | None) -> list[str]:
    return [*([f"avec {names(others)}"] if others else []), *([f"pour le défi {defi}"] if defi else [])]


def _low(what: str) -> str:
    """Give a dispositif's name for the middle of a sentence; what is in capitals stays so."""
    return what[:1].lower() + what[1:] if what[1:2].islower() else what


def _named(dispositif: str, starts: datetime, now: datetime) -> str:
    name = _NAMES.get(dispositif, _OTHER)[0]
    return f"{name[:1].upper()}{name[1:]} {_of_day(starts, now)}"


def _of_day(starts: datetime, now: datetime) -> str:
    days = (day_of(now) - day_of(starts)).days
    near = {0: "d’aujourd’hui", 1: "d’hier"}
    return near.get(days) or f"du {day_words(starts, now)}"


def _pronoun(dispositif: str) -> str:
    return "elle" if _NAMES.get(dispositif, _OTHER)[1] else "il"
