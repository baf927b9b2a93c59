"""Every sentence of the three steps that ask for a bureau d'aide and book it."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.helpdesk.model import NeedKind, Reason
from handlers.helpdesk.paper import texts as paper
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, joined, said, sentence
from handlers.kit.texts import NOT_A_LINK

HELP = said(
    "`/bureau-aide` : réserver une heure en ligne avec l’équipe des coachs ; `/bureau-aide liste` : retrouver vos "
    "bureaux d’aide"
)

TITLE = "Bureau d’aide"
INTRO = said("Une heure en ligne avec une personne de l’équipe des coachs, pour avancer sur un besoin de votre équipe.")
DEFI = "Défi"
CHOOSE = "Choisir"
CONTINUE = "Continuer"
KIND = "Sujet"
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
NEED_EXAMPLE = "Par exemple : relire notre plan d’expérimentation avant la fin de la phase."
DOCUMENT = "Un document pour préparer la séance"
FILE_CHOICE = "Envoyer un fichier"
LINK_CHOICE = "Donner un lien"
LATER = "Plus tard"
LINK = "Lien"
FILE = "Fichier"
FILE_HINT = "Un seul fichier, de 10 Mo au plus. Qui le lira : les coachs de ce rendez-vous."

TEAM_TITLE = "Qui vient, avec qui"
PARTICIPANTS = "Qui vient"
PARTICIPANTS_HINT = "Vous venez dans tous les cas."
CHOOSE_PEOPLE = "Choisir des personnes"
HOST = "Avec qui"
HOST_HINT = french("« Sans préférence » tient compte du sujet, de votre défi, puis des rendez-vous déjà pris.")
ANY_HOST = "Sans préférence"
COACHES = "Coachs"
COACHES_MORE = "Coachs (suite)"
SESSIONS = "Nombre de séances"
SESSIONS_HINT = "Elles se réservent ensemble, avec la même personne. Vous pourrez en ajouter plus tard."
CHANNEL = "Canal du défi"
TELL_CHANNEL = "Dire la date dans le canal du défi"
CHANNEL_HINT = "Seule la date y est dite, jamais le besoin ni le document."
SEE_SLOTS = "Voir les créneaux"

SLOT_TITLE = "Choisir un créneau"
SLOTS_TITLE = "Choisir les créneaux"
SLOT = "Créneau"
BOOK = "Réserver"
CALL = "Demander à l’équipe des coachs"
WAIT = "Me prévenir quand un créneau se libère"

BOOKED_TITLE = "C’est réservé"
UNDONE_TITLE = "Retour en arrière"
TOO_LATE_TITLE = "C’est déjà parti"
UNDONE = said("Tout est comme avant. Personne n’a reçu de message.")

OFFER_FEED = said(
    "Pour retrouver vos rendez-vous dans votre logiciel d’agenda, tapez `/agenda abonnement` : vous recevrez une "
    "adresse privée."
)

MISSING = "Choisissez un créneau."
TWICE = "Ce créneau est déjà choisi pour une autre séance. Choisissez-en un autre."
OVERLAP = "Cette séance est trop près d’une autre. Laissez 15 minutes entre la fin de l’une et le début de l’autre."
AGAIN = "Une autre réservation était en cours. Ces créneaux restent libres : réessayez."

INVALID: Mapping[tuple[str, str], str] = {
    ("need", "empty"): "Écrivez votre besoin en quelques mots.",
    ("need", "long"): "Votre besoin : 3 000 caractères au plus.",
    ("link", "empty"): "Donnez le lien, ou choisissez « Plus tard ».",
    ("link", "not_a_link"): NOT_A_LINK,
    ("link", "long"): paper.LINK_LONG,
    ("link", "both"): paper.BOTH,
    ("file", "none"): "Ajoutez un fichier, ou choisissez « Plus tard ».",
    ("file", "empty"): paper.EMPTY,
    ("file", "large"): paper.LARGE,
    ("file", "by_link"): "Pour ce défi, les documents se donnent par lien. Retirez le fichier et donnez un lien.",
    ("participants", "empty"): "Choisissez au moins une personne de l’équipe.",
    ("participants", "other_team"): (
        "Cette liste contient quelqu’un qui n’est pas de l’équipe du défi. Choisissez à nouveau."
    ),
    (
        "host",
        "gone",
    ): "Cette personne ne reçoit plus au bureau d’aide. Choisissez-en une autre, ou « Sans préférence ».",
    ("host", "own"): "Vous ne pouvez pas réserver une heure avec vous-même. Choisissez une autre personne.",
    ("sessions", "count"): "Choisissez de 1 à 4 séances.",
    ("slot", "missing"): MISSING,
    ("slot", "twice"): TWICE,
    ("slot", "overlap"): OVERLAP,
}

_CONFIRMED_ONE = sentence("Bureau d’aide {when}, heure de Paris, avec {host}.")
_CONFIRMED = sentence("{sessions} de bureau d’aide avec {host}, heure de Paris :")
_WHY = sentence("Parmi les coachs libres {when}, {why}.")
_WHYS: Mapping[Reason, sentence] = {
    Reason.EXPERTISE: sentence("{host} connaît ce type de besoin"),
    Reason.OWN_COACH: sentence("{host} suit votre défi"),
    Reason.LEAST_BOOKED: sentence("{host} a le moins de rendez-vous ces jours-là"),
}
_NEXT = sentence("Chaque personne concernée reçoit {when} un message avec le lien et de quoi se préparer.")
_DOCUMENT_LATER = said("Vous pourrez y ajouter un document.")

NOTHING_FREE = said(
    "Aucun créneau n’est libre dans les 60\u00a0prochains jours. Demandez une date à l’équipe des coachs, ou recevez "
    "un message dès qu’un créneau se libère."
)
CHOSEN_NOT_FREE = sentence(
    "{name} n’a aucun créneau libre dans les 60\u00a0prochains jours. Revenez à l’étape précédente et choisissez "
    "« Sans préférence », demandez une date à l’équipe des coachs, ou recevez un message dès qu’un créneau se libère."
)
HOST_NOT_FREE = sentence(
    "{name} n’a aucun créneau libre dans les 60\u00a0prochains jours. Demandez une date à l’équipe des coachs, ou "
    "recevez un message dès qu’un créneau se libère."
)


def sessions(number: int) -> str:
    """Count séances."""
    return f"{number}\u00a0séance{'s' if number > 1 else ''}"


def session(number: int) -> str:
    """Label the slot of one of several séances."""
    return f"Séance {number}"


def nobody_for_all(host: str, hours: Sequence[str], *, others: int) -> str:
    """Say that no coach is free at all the times chosen, which of them one coach has, and how many that one has not."""
    kept = "ce créneau" if len(hours) == 1 else "ces créneaux"
    rest = "l’autre" if others == 1 else "les autres"
    return (
        f"Personne n’est libre à toutes ces heures. {host} l’est {join_names(hours)}\u00a0: gardez {kept} et changez "
        f"{rest}."
    )


def confirmation(times: Sequence[Said], host: str) -> Said:
    """Confirm a booking, in the modal."""
    if len(times) == 1:
        return _CONFIRMED_ONE(when=times[0], host=host)
    return joined([_CONFIRMED(sessions=sessions(len(times)), host=host), *times], "\n• ")


def why(reason: Reason, host: str, *, sessions: int) -> Said | None:
    """Say why this host, after « Sans préférence »; None where there is nothing to say."""
    if reason not in _WHYS:
        return None
    return _WHY(when="à cette heure" if sessions == 1 else "à ces heures", why=_WHYS[reason](host=host))


def next_things(*, at_once: bool, document_later: bool) -> Said:
    """Say what happens next."""
    told = _NEXT(when="maintenant" if at_once else "ensuite")
    return joined([told, _DOCUMENT_LATER]) if document_later else told
