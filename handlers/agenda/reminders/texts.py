"""Sentences of an appointment's reminders, and of the question after it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Outcome
from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import day_of
from bot.dates.words import day_words, duration_words, time_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

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
# The labels of the choices of `bot.agenda.reminders.choices`.
SNOOZES: Mapping[str, str] = {
    "600": french("Dans 10 minutes"),
    "3600": "Dans une heure",
    "tomorrow": french("Demain à 9 h"),
    "monday": french("Lundi à 9 h"),
}

INCOMPLETE = "Il manquait quelqu’un"
POSTPONE = "À reprogrammer"
CHOOSE_ANOTHER = said("Vous pouvez choisir un autre créneau dès maintenant.")
PLAN_ANOTHER = said("Convenez ensemble d’une autre date.")

# A dispositif's appointment as named in a sentence, and whether this name is feminine.
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
    """Return the title of a message with several notices. `over` has those `kinds` that are about past appointments."""
    if ReminderKind.WEEK in kinds:
        return WEEK
    if ReminderKind.DAY in kinds:
        return DAY
    if not over:
        return COMING
    return MIXED if set(kinds) - set(over) else AFTER


def key(what: str, when: str, others: Sequence[str], defi: str | None) -> Said:
    """Return an appointment's type, time, people and défi as one sentence."""
    return _STATED(words=", ".join([f"{what} {when}", *_with_whom(others, defi)]))


def whose(when: str, others: Sequence[str], defi: str | None) -> Said:
    """Return a past appointment's time, people and défi as one sentence, for the question about it."""
    return _STATED(words=", ".join([when[:1].upper() + when[1:], *_with_whom(others, defi)]))


def company(others: Sequence[str], defi: str | None) -> Said | None:
    whom = ", ".join(_with_whom(others, defi))
    return _STATED(words=whom[:1].upper() + whom[1:]) if whom else None


def cancelled(what: str, when: str) -> Said:
    return _CANCELLED(what=_uncapitalised(what), when=when)


def without_you(what: str, when: str) -> Said:
    """Return a sentence: the appointment takes place, but the reader no longer attends."""
    return _WITHOUT_YOU(what=_uncapitalised(what), when=when)


def names(people: Sequence[str]) -> str:
    """Return people's names. If there are many, end with the number of people left out."""
    if len(people) <= _MOST_NAMES + 1:
        return join_names(people)
    return f"{', '.join(people[:_MOST_NAMES])} et {len(people) - _MOST_NAMES} autres personnes"


def meets(people: Sequence[str]) -> Said:
    """Return the names and the number of the people whom a host meets."""
    if not people:
        return _NOBODY
    many = f"{len(people)} personnes\u00a0: " if len(people) > 1 else ""
    return _MEETS(many=many, names=names(people))


def answers(count: int) -> Said:
    """Return how many people accepted a gathering, for its host."""
    return (
        _COME(many=f"{count} personnes ont")
        if count > 1
        else _COME(many="Une personne a" if count else "Personne n’a encore")
    )


def span(day: str, hours: str) -> str:
    return f"{day}, {hours}, heure de Paris"


def over_days(start: str, end: str) -> str:
    return f"du {start} au {end}, heure de Paris"


def in_time(starts: datetime, now: datetime) -> str:
    """Return when the appointment starts, as a delay if it is near: « dans une heure, à 14 h »."""
    left = starts - now
    at = time_words(starts)
    if _ABOUT_AN_HOUR[0] <= left <= _ABOUT_AN_HOUR[1]:
        return f"dans une heure, à {at}"
    if timedelta() < left < _HOUR:
        return f"dans {duration_words(-(-left // timedelta(minutes=1)))}, à {at}"
    day = TODAY if day_of(starts) == day_of(now) else day_words(starts, now)
    return f"{day} à {at}"


def prepare(subject: str, preparation: str) -> str:
    """Return how to prepare: the subject to work on, if there is one, and the catalogue's preparation."""
    work = f"travailler sur «\u00a0{subject}\u00a0»" if subject else ""
    return "\u00a0; ".join(text for text in (work, preparation) if text)


def and_more(count: int) -> Said:
    return _MORE(count=count) if count > 1 else _ONE_MORE


def took_place(dispositif: str, starts: datetime, now: datetime) -> Said:
    return _TOOK_PLACE(what=_named(dispositif, starts, now), it=_pronoun(dispositif))


def no_answer_is_yes(dispositif: str) -> Said:
    """Return a sentence: if the reader does not answer, the bot assumes that the appointment took place."""
    return _SILENCE(it=_pronoun(dispositif))


def it_took_place(dispositif: str) -> str:
    """Return the label of the button « Il a eu lieu » or « Elle a eu lieu »."""
    return f"{_pronoun(dispositif).capitalize()} a eu lieu"


def answered(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> Said:
    return _ANSWERED(what=_named(dispositif, starts, now), went=_WENT[outcome])


def noted(dispositif: str, outcome: Outcome, starts: datetime, now: datetime) -> Said:
    name = _NAMES.get(dispositif, _OTHER)[0]
    return _NOTED(what=f"{name} {_of_day(starts, now)}", went=_WENT[outcome])


def _with_whom(others: Sequence[str], defi: str | None) -> list[str]:
    return [*([f"avec {names(others)}"] if others else []), *([f"pour le défi {defi}"] if defi else [])]


def _uncapitalised(what: str) -> str:
    """Return a dispositif's name for the middle of a sentence. Capitals inside the name stay."""
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


TITLE = "Mes messages"
INTRO = said("Voici ce que je vous rappelle de chacun de vos rendez-vous. Décochez ce dont vous ne voulez pas.")
OVERTAKEN = sentence(
    "Une autre fenêtre vient d’enregistrer autre chose : {what}. Vos choix d’ici sont encore dans le formulaire : "
    "« Enregistrer » les met à la place."
)
CLASHES: Mapping[str, sentence] = {
    "wakes": sentence("ne rien envoyer avant {what}"),
    "sleeps": sentence("ne rien envoyer après {what}"),
    "by": sentence("recevoir les messages {what}"),
    "zone": sentence("donner les heures {what}"),
}
WAYS = {True: "par e-mail", False: "dans Slack"}
WANTED = "Me rappeler"
KINDS: Mapping[ReminderKind, str] = {
    ReminderKind.WEEK: french("Votre semaine, le lundi à 9 h"),
    ReminderKind.EVE: "La veille, s’il manque quelque chose ou s’il faut se déplacer",
    ReminderKind.HOUR: "Une heure avant, pour ce qui se passe en ligne",
    ReminderKind.DAY: french("Votre journée, à 8 h 30 les jours où vous recevez quelqu’un"),
    ReminderKind.AFTER: "Après, si vous avez réservé : le rendez-vous a-t-il eu lieu ?",
}
BEFORE = "Ne rien m’envoyer avant"
FORM_AFTER = "Ne rien m’envoyer après"
MIDNIGHT = french("minuit")
HOURS_HINT = "Selon le fuseau horaire choisi plus bas."
AFTER_HINT = "Si cette heure précède la première, elle compte pour le lendemain."
BY = "Où les recevoir"
IN_SLACK = "Dans Slack"
BY_MAIL = "Par e-mail"
FOOT = said(
    "La veille, un atelier dans les locaux de votre défi n’est pas rappelé : vous y êtes déjà. Quand la veille est le "
    "premier jour de la semaine, « Votre semaine » en tient lieu. "
    "Ces heures comptent pour ce qui sera planifié à partir de maintenant. Ce qui ne peut pas attendre arrive quand "
    "même : un rendez-vous annulé ou déplacé, ou qui commence bientôt."
)
KEEP = "Enregistrer"
POLICIES = "Rappels des dispositifs"
SAME = french("Choisissez une autre heure que pour « Ne rien m’envoyer avant ».")
NEXT_DAY = sentence("{time} le lendemain")
ZONE = "Mon fuseau horaire"
ZONE_HINT = (
    "Chaque heure est donnée à l’heure de Paris, avec la vôtre entre parenthèses quand vous vivez ailleurs. Les deux "
    "heures ci-dessus suivent ce fuseau."
)
ZONE_CHOOSE = "Choisir un lieu"
SLACKS_OWN = "comme dans Slack"
PARIS_ALONE = "À l’heure de Paris seulement"
_ZONE_IN_SLACK = "Comme dans Slack"
INVALID: Mapping[str, Mapping[str, str]] = {
    "quiet": {"sleeps": SAME},
    "zone": {"zone": "Ce lieu n’est plus dans la liste. Choisissez-en un autre."},
}

KEPT_TITLE = "C’est enregistré"
NOTHING = said("Je ne vous rappellerai rien. Vos rendez-vous restent dans `/agenda`.")
FIND_AGAIN = said("Pour changer d’avis : « Mes messages », sur la page d’accueil du bot, ou `/agenda messages`.")

POLICIES_TITLE = "Rappels par dispositif"
POLICIES_INTRO = said(
    "Ce qui suit vaut pour tout le monde. Chaque personne peut encore se passer d’un rappel, pour elle-même."
)
CHOOSE = "Choisir un dispositif"
OWN_QUESTION = said("La question posée après est celle du dispositif : elle ne se règle pas ici.")
POLICY_KINDS: Mapping[ReminderKind, str] = {
    **KINDS,
    ReminderKind.DAY: french("Votre journée, à 8 h 30, à qui reçoit ce jour-là"),
    ReminderKind.AFTER: "Après, à qui a réservé : le rendez-vous a-t-il eu lieu ?",
}

SNOOZED_LATE = said("Le rendez-vous aura déjà commencé. Choisissez un délai plus court : rien n’a changé.")
NOTHING_LEFT = said("Il n’y a plus rien à vous rappeler ici : ce rendez-vous a commencé, ou n’est plus prévu.")

POLICY_OF = sentence("{name} : rappeler")
SNOOZED = sentence("Je vous le rappelle {when}.")
_KEPT = sentence("Vous recevrez {what} {where}, entre {before} et {after}{there}.")
_OTHERS = sentence("Les autres messages arrivent {where}.")
AS_SLACK_SAYS = said("Les heures vous sont données comme dans Slack.")
IN_PARIS = said("Les heures vous sont données à l’heure de Paris seulement.")
ELSEWHERE = sentence("Les heures vous sont données à l’heure de Paris, avec l’heure {place} entre parenthèses.")
_POLICY_KEPT = sentence("C’est enregistré pour « {name} ».")
_POLICY_EMPTY = sentence("C’est enregistré : « {name} » ne rappelle plus rien.")


def as_in_slack(place: str) -> str:
    """Return the option « comme dans Slack ». `place` is "" for Paris or an unknown zone."""
    return f"{_ZONE_IN_SLACK}, {place}" if place else _ZONE_IN_SLACK


def kept(number: int, before: str, after: str, *, there: str, by_mail: bool) -> Said:
    """Return the sentence about the saved choices. `there` is the place of the time zone, "" for Paris."""
    if not number:
        return join_text([NOTHING, _OTHERS(where=WAYS[by_mail])])
    what = "une seule sorte de rappel" if number == 1 else "vos rappels"
    return _KEPT(what=what, where=WAYS[by_mail], before=before, after=after, there=f", {there}" if there else "")


def policy_kept(name: str, number: int) -> Said:
    return _POLICY_KEPT(name=name) if number else _POLICY_EMPTY(name=name)
