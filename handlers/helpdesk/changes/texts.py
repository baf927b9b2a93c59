"""Sentences about how to reschedule and cancel a bureau d'aide."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text, said, sentence
from handlers.kit.texts import REASON_LONG

MOVE_INTRO = said("Choisissez un autre créneau pour chaque séance à changer. Les autres gardent leur date.")
MOVE_INTRO_ONE = said("Choisissez un autre créneau pour ce rendez-vous.")
MOVE_FREELY_ONE = said(
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris."
)
MOVE_FREELY = join_text([MOVE_FREELY_ONE, said("Les séances que vous ne changez pas gardent leur date.")])
OF_OTHERS = said("Les séances confiées à quelqu’un d’autre gardent leur date.")
CHOOSE_ONE = "Choisissez au moins un créneau, ou fermez cette étape : rien ne change."
SAME = "Vous n’avez rien changé : choisissez un autre jour ou une autre heure, ou fermez cette étape."
NEAR = "Laissez au moins 15 minutes entre deux séances : choisissez un autre créneau pour celle-ci."
NOT_FREE = (
    "Ce créneau n’est pas libre : un autre rendez-vous l’occupe, ou les 15 minutes qui le suivent. Choisissez un "
    "autre créneau."
)
NOT_LATER = "Choisissez un créneau à venir, au quart d’heure : par exemple 9 h, 9 h 15 ou 9 h 30."
TOO_NEAR = (
    "Choisissez un créneau plus éloigné. La personne qui anime doit pouvoir accepter, au plus tard deux heures avant."
)
ASKS = sentence(
    "{whom} {will} deux jours ouvrés pour accepter la nouvelle date. Sans réponse, l’heure redevient libre."
)
ASKED = sentence("{whom} {will} jusqu’au {until} pour accepter. Sans réponse, l’heure redevient libre.")
ASKED_TITLE = "C’est demandé"
INVALID_MOVE: Mapping[str, str] = {
    "missing": CHOOSE_ONE,
    "same": SAME,
    "near": NEAR,
    "held": TOO_NEAR,
    "long": REASON_LONG,
}

CANCEL = "Annuler le rendez-vous"
WHICH = "Séances à annuler"
DECLINE, WHICH_DECLINED = "Décliner", "Séances à décliner"
DECLINE_SURE = said("L’équipe saura que vous ne pouvez pas, et l’heure redeviendra libre.")

COACHES = "l’équipe des coachs"

SESSION = sentence("Séance du {when}")
DAY_OF = sentence("Séance du {when} : jour")
TIME_OF = sentence("Séance du {when} : heure de Paris")
NONE_SUITS = sentence("Aucun créneau ne vous va ? Écrivez à {whom} : qui anime peut choisir toute autre heure.")
NOTHING_FREE = sentence(
    "Aucun autre créneau n’est libre avec {whom}. Le rendez-vous {days} garde sa "
    "date. Pour en parler, écrivez à {whom}."
)
SURE = sentence("*Le {what} du {when} sera annulé pour tout le monde*, et chaque personne concernée le saura.")

_SURE_OF_SEVERAL = sentence(
    "*Ce {what} a {count}\u00a0séances à venir. Celles qui sont cochées seront annulées pour tout le monde*, "
    "et chaque personne concernée le saura."
)


def asks(hosts: Sequence[str]) -> Said:
    return ASKS(whom=join_names(hosts), will=_will_have(hosts))


def asked(hosts: Sequence[str], until: str) -> Said:
    """Return the sentence that says until when the hosts can accept the new date."""
    return ASKED(whom=join_names(hosts), will=_will_have(hosts), until=until)


def _will_have(hosts: Sequence[str]) -> str:
    return "aura" if len(hosts) == 1 else "auront"


def sure_of_several(count: int, *, what: str) -> Said:
    return _SURE_OF_SEVERAL(what=what, count=count)
