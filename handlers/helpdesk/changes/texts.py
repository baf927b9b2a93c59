"""Every sentence about moving, cancelling and leaving a bureau d'aide, and about taking it into one's calendar."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined, said, sentence

MOVE_TITLE = "Changer la date"
MOVE = "Changer la date"
MOVE_INTRO = said("Choisissez un autre créneau pour chaque séance à changer. Les autres gardent leur date.")
MOVE_INTRO_ONE = said("Choisissez un autre créneau pour ce rendez-vous.")
MOVE_FREELY_ONE = said(
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris."
)
MOVE_FREELY = joined([MOVE_FREELY_ONE, said("Les séances que vous ne changez pas gardent leur date.")])
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

LEAVE = "Je ne viendrai pas"
LEFT_TITLE = "C’est noté"
LEFT = sentence("Merci de l’avoir dit : vous ne viendrez pas au bureau d’aide {days}.")
LEFT_TELLS = said("Les autres personnes le sauront dans deux minutes.")
LEFT_TOLD = said("Les autres personnes l’apprennent maintenant.")
WHICH_BACK, RETURN = "Séances auxquelles vous viendrez", "Je viens"
WHICH_LEFT = "Séances auxquelles vous ne viendrez pas"
CAME = sentence("C’est noté : vous venez au bureau d’aide {days}.")
BACK_CANCELLED = said("Ce rendez-vous a été annulé entre-temps : il n’aura pas lieu. Vous n’avez rien à faire.")
BACK_STARTED = said(
    "Ce rendez-vous a déjà commencé : vous ne pouvez plus y revenir par ce bouton. Pour en parler, écrivez aux "
    "personnes qui y participent."
)
COMES_ALREADY = said("Vous venez déjà à ce rendez-vous. Vous n’avez rien à faire.")
NO_WAY_BACK: Mapping[str, Said] = {  # why one cannot come back, by the refusal's code
    "already_answered": COMES_ALREADY,
    "already_cancelled": BACK_CANCELLED,
    "already_started": BACK_STARTED,
}

NOTHING_TO_TAKE = said("Il n’y a plus de séance à ajouter à votre agenda.")
OFFER_FEED = said(
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)

SESSION = sentence("Séance du {when}")
DAY_OF = sentence("Séance du {when} : jour")
TIME_OF = sentence("Séance du {when} : heure de Paris")
NONE_SUITS = sentence("Aucun créneau ne vous va ? Écrivez à {whom} : qui anime peut choisir toute autre heure.")
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
    "*Vous ne viendrez pas au bureau d’aide du {when}.* Le rendez-vous a toujours lieu pour les autres "
    "personnes.{others}"
)
_LEAVE_SEVERAL = sentence(
    "*Ce bureau d’aide a {count}\u00a0séances à venir. Vous ne viendrez pas à celles qui restent cochées*, qui ont "
    "toujours lieu pour les autres personnes.{others}"
)
_STILL_TAKEN = sentence(
    "Vous n’êtes plus libre à ce moment-là : vous avez déjà un rendez-vous {whens}. Rien n’a changé. Déplacez-le ou "
    "quittez-le d’abord, puis appuyez de nouveau sur « Finalement, je viens »."
)
_STILL_BUSY = said(
    "Votre temps est pris à ce moment-là, ou dans les 15 minutes qui l’entourent. Rien n’a changé : déplacez d’abord "
    "l’autre rendez-vous, puis appuyez de nouveau sur « Finalement, je viens »."
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


def leave(when: str, people: Sequence[str], *, at_once: bool) -> Said:
    """Ask before somebody leaves; `at_once`: it is too near to be taken back before the others know."""
    return _LEAVE(when=when, others=_who_hears(people, at_once=at_once))


def leave_several(count: int, people: Sequence[str], *, at_once: bool) -> Said:
    """Ask before somebody leaves one or several séances."""
    return _LEAVE_SEVERAL(count=count, others=_who_hears(people, at_once=at_once))


def still_taken(whens: Sequence[str]) -> Said:
    """Return why somebody cannot come back, by the days and hours of what they do then."""
    return _STILL_TAKEN(whens=join_names(whens)) if whens else _STILL_BUSY


def _who_hears(people: Sequence[str], *, at_once: bool) -> str:
    if not people:
        return ""
    will = "le saura" if len(people) == 1 else "le sauront"
    return f" {join_names(people)} {will} {'tout de suite' if at_once else 'dans deux minutes'}."


def taken_to_calendar(count: int) -> Said:
    """Return where the calendar files are."""
    what = "Le fichier d’agenda arrive" if count == 1 else f"Les {count} fichiers d’agenda arrivent"
    return _TAKEN(what=what)
