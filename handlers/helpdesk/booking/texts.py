"""Sentences of the steps to book a bureau d'aide."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Kind
from bot.dates.words import weekday_words
from bot.helpdesk.model import NeedKind
from handlers.helpdesk.card_texts import capital, of_days
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

HELP = said("`/bureau-aide` : réserver une heure en ligne avec l’équipe des coachs")
HELP_LIST = said("`/bureau-aide liste` : retrouver vos bureaux d’aide")

TITLE = "Bureau d’aide"
INTRO = said("Une heure en ligne avec une personne de l’équipe des coachs, pour avancer sur un besoin de votre équipe.")
ABOUT = sentence("{text}")
INTRO_OF = sentence("{length} en ligne avec {whom}, pour avancer sur un besoin de votre équipe.")
DEFI = "Défi"
CHOOSE = "Choisir"
KINDS: Mapping[NeedKind, str] = {
    NeedKind.UNKNOWN: "Je ne sais pas encore",
    NeedKind.PLAN: "Plan d’expérimentation",
    NeedKind.SCALE: "Passage à l’échelle",
    NeedKind.AUDIT: "Audit de code",
    NeedKind.LITERATURE: "Revue de littérature",
    NeedKind.OTHER: "Autre besoin",
}
NEED = "Votre besoin"
NEED_HINT = (
    "Quelques phrases suffisent. Qui les lira : les personnes de ce rendez-vous. Des spécialistes ne les liront "
    "qu’avec votre accord."
)
HOST_READS = french(
    "Quelques phrases suffisent. Qui les lira : les personnes de ce rendez-vous, dont celle qui vous reçoit."
)
NEED_EXAMPLE = "Par exemple : relire notre plan d’expérimentation avant la fin de la phase."

FOR_TEAM_TITLE = "Pour une équipe"
FOR_TEAM = said(
    "Pour une demande reçue par téléphone ou dans un couloir. Le rendez-vous est à l’équipe : elle en reçoit la carte, "
    "et peut le déplacer ou l’annuler."
)
ASKER = "Qui l’a demandé"
ASKER_HINT = "Cette personne pourra le déplacer ou l’annuler, comme si elle l’avait réservé."
TEAM_ASKS = sentence("Pour l’équipe de {defi}, à la demande {asker:de}.")
TEAM_NEED = "Le besoin de l’équipe"
TEAM_NEED_HINT = french("Quelques phrases suffisent. Qui les lira : les personnes de ce rendez-vous, et elles seules.")

SEE_SLOTS = "Voir les créneaux"

OVER = "A eu lieu"
HELD_TITLE = "A eu lieu"
HELD_INTRO = sentence(
    "Une heure que l’équipe de {defi} a déjà eue, avec {host}. Elle ne prend aucun créneau et ne donne aucun rappel ; "
    "elle compte dans les chiffres. Chaque personne reçoit un message, une seule fois."
)
HELD_WITH_YOU = "vous"
NOTE_HELD = "Noter cette heure"
HELD_NOTED = sentence("C’est noté : le {what} de l’équipe de {defi} a eu lieu {when}, heure de Paris.")
HELD_TOLD = sentence("Dans deux minutes, les autres personnes de ce rendez-vous reçoivent un message.")

MODIFY = "Modifier"
MODIFIED = "le nombre de séances, qui vient, avec qui"
TEAM_TITLE = "Modifier"
PARTICIPANTS = "Qui vient"
PARTICIPANTS_HINT = "Vous venez dans tous les cas."
COMES_ANYWAY = french("{name} vient dans tous les cas.")
PORTEURS = "Qui porte le projet"
CHOOSE_PEOPLE = "Choisir des personnes"
HOST = "Avec qui"
HOST_HINT = french("« Sans préférence » tient compte du besoin, du défi, puis des rendez-vous déjà pris.")
ANY_HOST = "Sans préférence"
COACHES = "Coachs"
COACHES_MORE = "Coachs (suite)"
SESSIONS = "Nombre de séances"
ONE_SESSION = "Ce rendez-vous se réserve une séance à la fois."
SESSIONS_HINT = "Elles se réservent ensemble, avec la même personne. D’autres pourront s’y ajouter plus tard."

SLOT_TITLE = "Choisir un créneau"
SLOTS_TITLE = "Choisir les créneaux"
SLOT = "Créneau"
WEEKLY = "Même heure chaque semaine"
EACH = "Choisir chaque créneau"
_WEEKLY = french("{sessions}, une par semaine")
BOOK = "Réserver"
CALL = "Demander à l’équipe des coachs"
NOT_MINE = "Aucun créneau ne me va"
WAIT = "Me prévenir quand un créneau se libère"

BOOKED_TITLE, ASKED_TITLE = "C’est réservé", "C’est demandé"
ASKED_HOST = sentence(
    "{host} a jusqu’au {until} pour accepter, et vous recevrez sa réponse. Sans réponse d’ici là, l’heure redevient "
    "libre et vous recevrez un message."
)
NEEDS_AGREEMENT = said("La personne qui reçoit accepte ou décline ensuite. L’heure est à vous en attendant.")


MISSING = "Choisissez un créneau."
TWICE = "Ce créneau est déjà choisi pour une autre séance. Choisissez-en un autre."
OVERLAP = "Cette séance est trop près d’une autre. Laissez 15 minutes entre la fin de l’une et le début de l’autre."
AGAIN = "Une autre réservation était en cours. Ces créneaux restent libres : réessayez."

INVALID: Mapping[tuple[str, str], str] = {
    ("need", "empty"): "Répondez en quelques mots.",
    ("need", "long"): "Votre besoin : 3 000 caractères au plus.",
    ("participants", "empty"): "Choisissez au moins une personne de l’équipe.",
    ("participants", "other_team"): (
        "Cette liste contient quelqu’un qui n’est pas de l’équipe du défi. Choisissez à nouveau."
    ),
    (
        "host",
        "gone",
    ): "Cette personne ne reçoit plus. Choisissez-en une autre, ou « Sans préférence ».",
    ("host", "own"): "Vous ne pouvez pas réserver une heure avec vous-même. Choisissez une autre personne.",
    ("sessions", "count"): "Choisissez de 1 à 4 séances.",
    ("starts", "none"): "Choisissez un jour et une heure.",
    ("starts", "ahead"): "Cette heure n’est pas encore passée. Choisissez-en une qui a eu lieu.",
    ("starts", "old"): "Choisissez un jour des deux derniers mois.",
    ("starts", "twice"): "Un rendez-vous est déjà noté à cette heure-là pour cette personne.",
    ("slot", "missing"): MISSING,
    ("slot", "twice"): TWICE,
    ("slot", "overlap"): OVERLAP,
}

_CLOSED = sentence("Sans {days} : {team} n’est pas là {then}, d’après les jours notés pour {defi}.")
_TAKEN_BACK = sentence("C’est fait : {again}. Personne d’autre n’a reçu de message.")
_LIKE_BEFORE = sentence("Tout est comme avant : {again}. Personne d’autre n’a reçu de message.")
# The keys are the kind of the undone change, and if it changed several séances.
_UNDONE: Mapping[tuple[Kind, bool], sentence] = {
    (Kind.BOOK, False): sentence("le {what} {of_days} n’est plus réservé"),
    (Kind.BOOK, True): sentence("les séances de {what} {of_days} ne sont plus réservées"),
    (Kind.MOVE, False): sentence("le {what} {of_days} garde cette date"),
    (Kind.MOVE, True): sentence("les séances de {what} {of_days} gardent ces dates"),
    (Kind.CANCEL, False): sentence("le {what} {of_days} n’est pas annulé, il aura lieu"),
    (Kind.CANCEL, True): sentence("les séances de {what} {of_days} ne sont pas annulées, elles auront lieu"),
}
_YOU_COME = said(", et vous y venez")
_CONFIRMED_ONE = sentence("{What} {when}, heure de Paris, avec {host}.")
_CONFIRMED = sentence("{sessions} de {what} avec {host}, heure de Paris :")
ELSEWHERE = sentence("À noter, déjà un autre rendez-vous à ce moment-là : {names}.")
_NEXT = said("La carte de ce rendez-vous, dans vos messages, donne le lien et de quoi vous préparer.")
THEIRS = sentence("L’équipe de {defi} en reçoit la carte, comme si elle avait réservé.")
_DOCUMENT_LATER = said("Vous pourrez y ajouter un document.")

NOTHING_FREE = sentence(
    "Aucun créneau n’est libre dans les {days}\u00a0prochains jours. Demandez une date à l’équipe des coachs, ou "
    "recevez un message dès qu’un créneau se libère."
)
NOTHING_FOR_TEAM = sentence(
    "Aucun créneau n’est libre dans les {days}\u00a0prochains jours. « Modifier » permet de choisir d’autres coachs."
)
CHOSEN_NOT_FREE = sentence(
    "{name} n’a aucun créneau libre dans les {days}\u00a0prochains jours. Choisissez « Modifier » puis "
    "« Sans préférence », demandez une date à l’équipe des coachs, ou recevez un message dès qu’un créneau se libère."
)
HOST_NOT_FREE = sentence(
    "{name} n’a aucun créneau libre dans les {days}\u00a0prochains jours. Demandez une date à l’équipe des coachs, ou "
    "recevez un message dès qu’un créneau se libère."
)


_PLAN = sentence("*{sessions}, {team}, {host}.*")
NO_RUN = said("Aucune heure n’est libre chaque semaine, avec la même personne, pour autant de séances.")


def plan(number: int, guests: Sequence[str] | None, *, host: str | None, added: bool, coach: bool = True) -> Said:
    """Return the sentence about the number of séances, the participants, and the host.

    If `guests` is None, the whole team attends. If `host` is None, any host will do. If `added` is true, the request
    gets one more séance. If `coach` is true, the possible hosts are coaches."""
    count = "Une séance de plus" if added else "Une séance" if number == 1 else sessions(number)
    team = "toute l’équipe" if guests is None else join_names(guests)
    anybody = "sans préférence de coach" if coach else "sans préférence"
    return _PLAN(sessions=count, team=team, host=anybody if host is None else f"avec {host}")


def undone(kind: Kind, whens: Sequence[str], *, what: str, comes: bool) -> Said:
    """Return the sentence about an undone change. If `comes` is true, it says that the actor attends again."""
    again = _UNDONE[kind, len(whens) > 1](what=what, of_days=of_days(whens))
    if kind is Kind.BOOK:
        return _TAKEN_BACK(again=again)
    return _LIKE_BEFORE(again=join_text([again, _YOU_COME], "") if comes else again)


def closed(weekdays: Sequence[int], *, own: bool = True) -> Said:
    """Return the sentence that slots leave out weekdays on which the team is absent.

    If `own` is true, the reader belongs to this team."""
    then = "ce jour-là" if len(weekdays) == 1 else "ces jours-là"
    team, defi = ("votre équipe", "votre défi") if own else ("l’équipe", "son défi")
    days = join_names([f"le {weekday_words(weekday)}" for weekday in weekdays])
    return _CLOSED(days=days, team=team, then=then, defi=defi)


def sessions(number: int) -> str:
    return f"{number}\u00a0séance{'s' if number > 1 else ''}"


def a_week_apart(number: int) -> str:
    return _WEEKLY.format(sessions=sessions(number))


def session(number: int) -> str:
    return f"Séance {number}"


def nobody_for_all(host: str, hours: Sequence[str], *, others: int) -> str:
    """Return the error that no host is free at all of the chosen times.

    `host` is free at `hours`. `others` is the number of chosen times that must change."""
    kept = "ce créneau" if len(hours) == 1 else "ces créneaux"
    rest = "l’autre" if others == 1 else "les autres"
    return (
        f"Personne n’est libre à toutes ces heures. {host} est libre {join_names(hours)}\u00a0: gardez {kept} et "
        f"changez {rest}."
    )


def confirmation(times: Sequence[str], host: str, *, what: str) -> Said:
    if len(times) == 1:
        return _CONFIRMED_ONE(What=capital(what), when=times[0], host=host)
    return join_text([_CONFIRMED(what=what, sessions=sessions(len(times)), host=host), *times], "\n• ")


def next_things(*, document_later: bool) -> Said:
    return join_text([_NEXT, _DOCUMENT_LATER]) if document_later else _NEXT
