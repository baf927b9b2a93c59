"""Every sentence about moving, cancelling and leaving a bureau d'aide, and about taking it into one's calendar."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.helpdesk.card.texts import of_days
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

MOVE_TITLE = "Changer la date"
MOVE = "Changer la date"
MOVE_INTRO = said("Choisissez un autre créneau pour chaque séance à changer. Les autres gardent leur date.")
MOVE_INTRO_ONE = said("Choisissez un autre créneau pour ce rendez-vous.")
MOVE_FREELY = said(
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

COACHES = "l’équipe des coachs"

LEAVE_TITLE = "Je ne pourrai pas venir"
LEAVE = "Je ne viendrai pas"
LEFT_TITLE = "C’est noté"
LEFT = said("Merci de l’avoir dit. Les autres personnes reçoivent un message.")

NOTHING_TO_TAKE = said("Il n’y a plus de séance à ajouter à votre agenda.")
OFFER_FEED = said(
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)

SESSION = sentence("Séance du {when}")
DAY_OF = sentence("Séance du {when} : jour")
TIME_OF = sentence("Séance du {when} : heure de Paris")
NOTHING_FREE = sentence(
    "Aucun autre créneau n’est libre dans les 60\u00a0prochains jours avec {whom}. Le rendez-vous du {when} garde sa "
    "date. Pour en parler, écrivez à {whom}."
)
SURE = sentence("*Le bureau d’aide du {when} sera annulé pour tout le monde*, et chaque personne concernée le saura.")
CANCELLED = sentence("Le bureau d’aide {days} est annulé.")

_MOVED_ONE = sentence("Le bureau d’aide aura lieu {when}, heure de Paris.")
_MOVED = sentence("Les séances du bureau d’aide auront lieu {whens}, heure de Paris.")
_SURE_OF_SEVERAL = sentence(
    "*Ce bureau d’aide a {count}\u00a0séances à venir. Celles qui sont cochées seront annulées pour tout le monde*, "
    "et chaque personne concernée le saura."
)
_LEAVE = sentence(
    "*Vous ne viendrez pas au bureau d’aide {days}.* Le rendez-vous a toujours lieu pour les autres personnes.{others}"
)
_TAKEN = sentence(
    "{what} dans notre conversation, sous le message de ce rendez-vous. Si la date change, un autre fichier y arrivera."
)


def moved(whens: Sequence[str]) -> Said:
    """Confirm a move."""
    return _MOVED_ONE(when=whens[0]) if len(whens) == 1 else _MOVED(whens=join_names(whens))


def sure_of_several(count: int) -> Said:
    """Ask before a cancellation of one or several séances."""
    return _SURE_OF_SEVERAL(count=count)


def leave(whens: Sequence[str], people: Sequence[str]) -> Said:
    """Ask before somebody leaves."""
    others = f" {join_names(people)} le sauront tout de suite." if len(people) > 1 else ""
    others = f" {people[0]} le saura tout de suite." if len(people) == 1 else others
    return _LEAVE(days=of_days(whens), others=others)


def taken_to_calendar(count: int) -> Said:
    """Say where the calendar files are."""
    what = "Le fichier d’agenda arrive" if count == 1 else f"Les {count} fichiers d’agenda arrivent"
    return _TAKEN(what=what)
