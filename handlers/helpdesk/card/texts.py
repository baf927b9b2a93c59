"""Every sentence of a bureau d'aide's card: what everybody concerned keeps of a request."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names

JOIN = "Rejoindre la visio"
MOVE = "Changer la date"
CANCEL = "Annuler le rendez-vous"
LEAVE = "Je ne pourrai pas venir"
CALENDAR = "Ajouter à mon agenda"
PAPER = "Envoyer un document"
MORE = "Autres actions"

WHEN = "Quand"
PARIS_TIME = "heure de Paris"
WITH = "Avec"
FOR = "Défi"
BY = "Réservé par"
KIND = "Sujet"
DOCUMENT = "Document"
LINK = "Lien de la visio"
NEED = "Le besoin"
PREPARE = "S’y préparer"
REASON = "Raison"
SOMEBODY = "Quelqu’un de l’équipe des coachs"
YOU_HANDED = "Vous n’animez plus ce rendez-vous. Les autres personnes le savent."
YOU_LEFT = "Vous ne venez plus. Les autres personnes le savent."

OTHER_ROOM = (
    "Pour une autre salle\u00a0: «\u00a0Autres actions\u00a0», «\u00a0Changer le lien\u00a0». "
    "Pour toutes vos prochaines réservations\u00a0: `/disponibilites`."
)

LATER = "à envoyer"
LATER_MORE = "à envoyer, avec « Autres actions »"
NOT_YET = "pas encore donné"
SPOKEN = "le sujet sera présenté en séance"

SESSION_CANCELLED = "séance annulée"
SESSION_PAST = "séance passée"
SESSION_RUNNING = "séance en cours"

CHANNEL = "Bureau d’aide de l’équipe"


def of_defi(name: str) -> str:
    """Name a défi behind something else."""
    return f"défi {name}"


def title(when: str, *, more: int) -> str:
    """Title a card with its key fact: the next séance, and how many others are to come."""
    return f"Bureau d’aide {when}{_others(more)}"


def title_running(until: str, *, more: int) -> str:
    """Title a card while a séance takes place: until when, and how many others are to come."""
    return f"Bureau d’aide en cours, jusqu’à {until}{_others(more)}"


def title_left(when: str) -> str:
    """Title the card of who has left."""
    return f"Sans vous : bureau d’aide du {when}"


def title_handed(when: str) -> str:
    """Title the card of who hosts no longer."""
    return f"Confié\u00a0: bureau d’aide du {when}"


def title_cancelled(when: str, *, more: int) -> str:
    """Title a card of which every séance is cancelled, by the first of them."""
    others = "" if not more else " et de la séance suivante" if more == 1 else f" et des {more} séances suivantes"
    return f"Annulé : bureau d’aide du {when}{others}"


def title_past(when: str) -> str:
    """Title a card of which nothing is to come, by the last séance."""
    return f"Passé : bureau d’aide du {when}"


def coach(name: str) -> str:
    """Name who hosts with what they are."""
    return f"{name} (coach)"


def specialist(name: str) -> str:
    """Name who was asked in with what they are."""
    return f"{name} (spécialiste)"


def session(day: str, span: str, state: str | None, *, alone: bool) -> str:
    """Say when one séance is, and what there is to know of it; `alone`: nothing beside says whose hours these are."""
    return f"{day}, {span}" + (f", {PARIS_TIME}" if alone else "") + (f" ({state})" if state else "")


def file_here(name: str) -> str:
    """Name a file that its reader finds below the card."""
    return f"{name}, dans le fil de ce message"


def file_elsewhere(name: str) -> str:
    """Name a file that is given to who hosts."""
    return f"{name}, remis aux coachs"


def said(name: str, what: str) -> str:
    """Say one fact as a sentence."""
    return f"{name} : {what}" + ("" if what.endswith((".", "!", "?", "…")) else ".")


def of_days(whens: Sequence[str]) -> str:
    """Join times behind « de »: « du mardi 5 mai à 9 h et du mardi 12 mai à 9 h »."""
    return join_names([f"du {when}" for when in whens])


def spoken(sessions: Sequence[str], people: Sequence[str], defi: str) -> str:
    """Say what, when, with whom."""
    whom = f", avec {join_names(people)}" if people else ""
    if len(sessions) == 1:
        return f"Bureau d’aide {sessions[0]}{whom}, pour le défi {defi}."
    when = " ; ".join(sessions).replace(" ;", " ;")
    return f"Bureau d’aide en {len(sessions)} séances, {PARIS_TIME} : {when}. Pour le défi {defi}{whom}."


def spoken_cancelled(whens: Sequence[str], defi: str) -> str:
    """Say a cancelled card."""
    return f"Le bureau d’aide {of_days(whens)}, pour le défi {defi}, est annulé. Vous n’avez rien à faire."


def channel(whens: Sequence[str]) -> str:
    """Say the date to a défi's channel, and nothing but the date."""
    return f"{CHANNEL} : {join_names(whens)}."


def channel_cancelled(whens: Sequence[str]) -> str:
    """Say to a défi's channel that it does not take place."""
    return f"Annulé : bureau d’aide de l’équipe, {join_names(whens)}."


def _others(more: int) -> str:
    return "" if not more else ", puis une autre séance" if more == 1 else f", puis {more} autres séances"
