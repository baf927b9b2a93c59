"""Every sentence of the reminders of an appointment, and of the question that comes after it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Outcome
from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import day_of
from bot.dates.words import day_words, duration_words, time_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

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
QUESTION, BRING, MATERIALS = "La question", "À prévoir", "Matériel"
AWAITING = "Ce qui attend votre réponse"
TRIED = sentence("À essayer depuis la dernière fois : {what}.")
ANSWER_THERE = said("Pour répondre, utilisez les boutons de l’annonce.")
WHERE_TO_ANSWER = said("Vous pouvez répondre dans l’onglet Accueil.")
NO_LINK = said("Le lieu sera précisé.")
MISSING = said("Il manque votre document : vous pouvez l’envoyer, ou dire que vous présenterez le sujet en séance.")
NOTHING_MISSING = said("Il ne manque plus rien.")
ON_THE_CARD = said("Le besoin et le document se lisent avec « Ouvrir ».")

SNOOZE = "Me le rappeler plus tard"
SNOOZES: Mapping[str, str] = {  # by the choices of `bot.agenda.reminders.snoozes`
    "600": french("Dans 10 minutes"),
    "3600": "Dans une heure",
    "tomorrow": french("Demain à 9 h"),
    "monday": french("Lundi à 9 h"),
}

INCOMPLETE = "Il manquait quelqu’un"
POSTPONE = "À reprogrammer"
CHOOSE_ANOTHER = said("Vous pouvez choisir un autre créneau dès maintenant.")
PLAN_ANOTHER = said("Convenez ensemble d’une autre date.")

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

PLACE = sentence("Lieu : {where}.")
_STATED = sentence("{words}.")
_CANCELLED = sentence("Annulé : {what} {when}.")
_WITHOUT_YOU = sentence("Sans vous : {what} {when}.")
_COME = sentence("{many} répondu « Je viens ».")
_NOBODY = said("Personne d’autre n’y vient pour l’instant.")
_MEETS = sentence("Vous y retrouvez {many}{names}.")
_ONE_MORE = said("Et une autre réponse.")
_MORE = sentence("Et {count} autres réponses.")
_TOOK_PLACE = sentence("{what} a-t-{it} eu lieu ?")
_SILENCE = sentence("Sans réponse de votre part, je retiens qu’{it} a eu lieu.")
_ANSWERED = sentence("{what} {went} : merci de l’avoir dit.")
_NOTED = sentence("Merci, c’est noté : {what} {went}.")


def title(kinds: Collection[str], *, over: Collection[str]) -> str:
    """Title a message that several share, by the kinds of their notices; `over`: of these, what has taken place."""
    if ReminderKind.WEEK in kinds:
        return WEEK
    if ReminderKind.DAY in kinds:
        return DAY
    if not over:
        return COMING
    return MIXED if set(kinds) - set(over) else AFTER


def key(what: str, when: str, others: Sequence[str], defi: str | None) -> Said:
    """Return what it is, when, with whom and for which défi."""
    return _STATED(words=", ".join([f"{what} {when}", *_whose(others, defi)]))


def whose(when: str, others: Sequence[str], defi: str | None) -> Said:
    """Return when what is asked about was, with whom and for which défi."""
    return _STATED(words=", ".join([when[:1].upper() + when[1:], *_whose(others, defi)]))


def company(others: Sequence[str], defi: str | None) -> Said | None:
    """Return the other people and the défi, None for neither."""
    whom = ", ".join(_whose(others, defi))
    return _STATED(words=whom[:1].upper() + whom[1:]) if whom else None


def cancelled(what: str, when: str) -> Said:
    """Return that the appointment of a reminder is cancelled."""
    return _CANCELLED(what=_low(what), when=when)


def without_you(what: str, when: str) -> Said:
    """Return that the appointment of a reminder takes place without its reader."""
    return _WITHOUT_YOU(what=_low(what), when=when)


def names(people: Sequence[str]) -> str:
    """Name people, so many of them that it stays short."""
    if len(people) <= _MOST_NAMES + 1:
        return join_names(people)
    return f"{', '.join(people[:_MOST_NAMES])} et {len(people) - _MOST_NAMES} autres personnes"


def meets(people: Sequence[str]) -> Said:
    """Return, for the host, the people they meet, and how many."""
    if not people:
        return _NOBODY
    many = f"{len(people)} personnes\u00a0: " if len(people) > 1 else ""
    return _MEETS(many=many, names=names(people))


def answers(count: int) -> Said:
    """Return, for a gathering's host, how many people said they come."""
    return (
        _COME(many=f"{count} personnes ont")
        if count > 1
        else _COME(many="Une personne a" if count else "Personne n’a encore")
    )


def span(day: str, hours: str) -> str:
    """Return the day and the hours of an appointment that ends the day it starts."""
    return f"{day}, {hours}, heure de Paris"


def over_days(start: str, end: str) -> str:
    """Return the start and the end of an appointment longer than a day."""
    return f"du {start} au {end}, heure de Paris"


def in_time(starts: datetime, now: datetime) -> str:
    """Return how soon it starts, and at what time: « dans une heure, à 14 h »."""
    left = starts - now
    at = time_words(starts)
    if _ABOUT_AN_HOUR[0] <= left <= _ABOUT_AN_HOUR[1]:
        return f"dans une heure, à {at}"
    if timedelta() < left < _HOUR:
        return f"dans {duration_words(-(-left // timedelta(minutes=1)))}, à {at}"
    day = TODAY if day_of(starts) == day_of(now) else day_words(starts, now)
    return f"{day} à {at}"


def prepare(subject: str, preparation: str) -> str:
    """Return how to prepare: for what was chosen as its subject, then in the catalogue's words."""
    work = f"travailler sur «\u00a0{subject}\u00a0»" if subject else ""
    return "\u00a0; ".join(text for text in (work, preparation) if text)


def and_more(count: int) -> Said:
    """Return how many more await an answer than are named."""
    return _MORE(count=count) if count > 1 else _ONE_MORE


def took_place(dispositif: str, starts: datetime, now: datetime) -> Said:
    """Ask whether it took place."""
    return _TOOK_PLACE(what=_named(dispositif, starts, now), it=_pronoun(dispositif))


def no_answer_is_yes(dispositif: str) -> Said:
    """Return what silence means."""
    return _SILENCE(it=_pronoun(dispositif))


def it_took_place(dispositif: str) -> str:
    """Name the button that says so."""
    return f"{_pronoun(dispositif).capitalize()} a eu lieu"


def answered(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> Said:
    """Return what was answered."""
    return _ANSWERED(what=_named(dispositif, starts, now), went=_WENT[outcome])


def noted(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> Said:
    """Thank who answers, and say what is noted."""
    name = _NAMES.get(dispositif, _OTHER)[0]
    return _NOTED(what=f"{name} {_of_day(starts, now)}", went=_WENT[outcome])


def _whose(others: Sequence[str], defi: str | None) -> list[str]:
    return [*([f"avec {names(others)}"] if others else []), *([f"pour le défi {defi}"] if defi else [])]


def _low(what: str) -> str:
    """Return a dispositif's name for the middle of a sentence; what is in capitals stays so."""
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
