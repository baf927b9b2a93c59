"""Every sentence about moving, cancelling and leaving a bureau d'aide, and about taking it into one's calendar."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.helpdesk.card.texts import of_days

MOVE_TITLE = "Changer la date"
MOVE = "Changer la date"
MOVE_INTRO = "Choisissez un autre créneau pour chaque séance à changer. Les autres gardent leur date."
MOVE_INTRO_ONE = "Choisissez un autre créneau pour ce rendez-vous."
MOVE_FREELY = (
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris. Les séances que "
    "vous ne changez pas gardent leur date."
)
REASON = "Raison"
REASON_HINT = "Qui la lira : les personnes concernées par ce rendez-vous, et elles seules."
CHOOSE_ONE = "Choisissez au moins un créneau, ou fermez cette étape : rien ne change."
SAME = "Vous n’avez rien changé : choisissez un autre jour ou une autre heure, ou fermez cette étape."
NEAR = "Laissez au moins 15 minutes entre deux séances : choisissez un autre créneau pour celle-ci."
REASON_LONG = "Raison : 300 caractères au plus."
NOT_FREE = (
    "Ce créneau n’est pas libre : un autre rendez-vous l’occupe, ou les 15 minutes qui le suivent. Choisissez un "
    "autre créneau."
)
NOT_LATER = "Choisissez un créneau à venir, au quart d’heure : par exemple 9 h, 9 h 15 ou 9 h 30."
INVALID_MOVE: Mapping[str, str] = {"missing": CHOOSE_ONE, "same": SAME, "near": NEAR, "long": REASON_LONG}
MOVED_TITLE = "C’est changé"

CANCEL_TITLE = "Annuler le rendez-vous"
CANCEL = "Oui, annuler"
WHICH = "Séances à annuler"
NO_SESSION = "Choisissez au moins une séance, ou fermez cette étape : rien ne change."
CANCELLED_TITLE = "C’est annulé"

LEAVE_TITLE = "Je ne pourrai pas venir"
LEAVE = "Je ne viendrai pas"
LEFT_TITLE = "C’est noté"
LEFT = "Merci de l’avoir dit. Les autres personnes reçoivent un message."

TOLD_AT_ONCE = "Les autres personnes concernées reçoivent un message dès maintenant."

NOTHING_TO_TAKE = "Il n’y a plus de séance à ajouter à votre agenda."
OFFER_FEED = (
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)


def session(when: str) -> str:
    """Name a séance by its present time."""
    return f"Séance du {when}"


def day_of(when: str) -> str:
    """Name the field of a séance's new day."""
    return f"Séance du {when} : jour"


def time_of(when: str) -> str:
    """Name the field of a séance's new clock time."""
    return f"Séance du {when} : heure de Paris"


def nothing_free(names: Sequence[str], when: str) -> str:
    """Say that there is no slot to move to, and whom to turn to."""
    whom = join_names(names) or "l’équipe des coachs"
    return (
        f"Aucun autre créneau n’est libre dans les 60 prochains jours avec {whom}. Le rendez-vous du {when} garde sa "
        f"date. Pour en parler, écrivez à {whom}."
    )


def moved(whens: Sequence[str]) -> str:
    """Confirm a move."""
    if len(whens) == 1:
        return f"Le bureau d’aide aura lieu {whens[0]}, heure de Paris."
    return f"Les séances du bureau d’aide auront lieu {join_names(whens)}, heure de Paris."


def sure(when: str) -> str:
    """Ask before a cancellation."""
    return f"*Le bureau d’aide du {when} sera annulé pour tout le monde*, et chaque personne concernée le saura."


def sure_of_several(count: int) -> str:
    """Ask before a cancellation of one or several séances."""
    return (
        f"*Ce bureau d’aide a {count} séances à venir. Celles qui restent cochées seront annulées pour tout le monde*, "
        "et chaque personne concernée le saura."
    )


def cancelled(whens: Sequence[str]) -> str:
    """Confirm a cancellation."""
    return f"Le bureau d’aide {of_days(whens)} est annulé."


def leave(whens: Sequence[str], people: Sequence[str]) -> str:
    """Ask before somebody leaves."""
    others = f" {join_names(people)} le sauront tout de suite." if len(people) > 1 else ""
    others = f" {people[0]} le saura tout de suite." if len(people) == 1 else others
    return (
        f"*Vous ne viendrez pas au bureau d’aide {of_days(whens)}.* Le rendez-vous a toujours lieu pour les autres "
        f"personnes.{others}"
    )


def taken_to_calendar(count: int) -> str:
    """Say where the calendar files are."""
    what = "Le fichier d’agenda arrive" if count == 1 else f"Les {count} fichiers d’agenda arrivent"
    return (
        f"{what} dans notre conversation, sous le message de ce rendez-vous. Si la date change, un autre fichier y "
        "arrivera."
    )
