"""Sentences to reschedule, cancel, leave or rejoin an appointment of any feature."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import NO_MOMENT, PAST, QUARTER, REASON_LONG

MOVE, SET = "Changer la date", "Choisir cette date"
REASON_HINT = french("Qui la lira : les personnes qui participent à ce rendez-vous.")
MOVE_RULE = said("Les autres personnes concernées reçoivent un message, et leur agenda est mis à jour.")
CANCEL_RULE = said("Les autres personnes concernées reçoivent un message.")
# The field and the error message for each refusal of a date.
FAULTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("starts", "past"): ("day", PAST),
    ("starts", "none"): ("day", NO_MOMENT),
    ("starts", "quarter"): ("time", QUARTER),
    ("reason", "long"): ("reason", REASON_LONG),
}

MOVED_TITLE, CANCELLED_TITLE = "C’est déplacé", "C’est annulé"
DECLINED_TITLE = "C’est décliné"
SAME_TITLE, NOTED_TITLE = "Rien n’a changé", "C’est noté"
MOVED = sentence("Nouvelle date : {name}, {when}, heure de Paris.")
SAME = sentence("C’était déjà la date prévue : {name}, {when}. Rien n’a changé.")
CANCELLED = sentence("Annulé : {name}, {when}.")
DECLINED = sentence("Décliné : {name}, {when}.")
TOLD = said("Les autres personnes concernées reçoivent un message.")

MOVE_REST = "Déplacer toutes les séances qui restent"
MOVE_REST_TITLE = "Toutes les séances"
REST = sentence(
    "Choisissez la nouvelle date de la première des {count}\u00a0séances qui restent. Les autres se décalent d’autant "
    "et gardent leur rythme : toutes changent, ou aucune."
)
FIRST_OF_REST = "Première séance"
FIRST_DAY, FIRST_TIME = french("Première séance : jour"), french("Première séance : heure de Paris")
NO_REST = sentence(
    "Aucune autre date ne va pour toutes les séances avec {whom}. Elles gardent leurs "
    "dates. Pour les changer une à une, appuyez sur « Changer la date »."
)
ONE_NOT_FREE = sentence(
    "La séance du {when} tomberait sur un moment qui n’est pas libre. Aucune n’a changé : choisissez une autre date."
)

UNDONE_TITLE, TOO_LATE_TITLE = "Retour en arrière", "C’est déjà parti"
UNDONE = sentence("Tout est comme avant : {names}. Personne d’autre n’a reçu de message.")
UNDONE_ALREADY = said("C’est déjà fait : tout est comme avant. Personne d’autre n’a reçu de message.")

WILL_NOT_COME, WILL_COME = "Je ne viendrai pas", "Je viens"
COME_BACK = "Finalement, je viens"
WHICH_LEFT, WHICH_BACK = "Séances auxquelles vous ne viendrez pas", "Séances auxquelles vous viendrez"
NO_SESSION = french("Choisissez au moins une séance, ou fermez cette étape : rien ne change.")
LEAVE = sentence(
    "*Vous ne viendrez pas : {name}, {when}.* Le rendez-vous a toujours lieu pour les autres personnes.{others}"
)
LEAVE_SOME = sentence(
    "*Cochez les séances auxquelles vous ne viendrez pas : {name}.* Elles ont toujours lieu pour les autres "
    "personnes.{others}"
)
LEFT = sentence("C’est noté, vous ne viendrez pas : {name}, {when}.")
CAME = sentence("C’est noté, vous venez : {name}, {when}.")
LEFT_TELLS = said("Les autres personnes le sauront dans deux minutes.")
LEFT_TOLD = said("Les autres personnes l’apprennent maintenant.")
_LEAVE_SURE = sentence("Le rendez-vous aura lieu sans vous. {tells}")
LEFT_BEFORE = said("Vous aviez déjà dit que vous ne viendriez pas. Vous n’avez rien à faire.")
# By code of the refusal, the sentence that says why a person cannot attend again.
NO_WAY_BACK: Mapping[str, Said] = {
    "already_answered": said("Vous venez déjà. Vous n’avez rien à faire."),
    "already_cancelled": said("C’est annulé, ou sans date pour l’instant. Vous n’avez rien à faire."),
    "already_started": said(
        "C’est déjà commencé : vous ne pouvez plus y revenir par ce bouton. Pour en parler, écrivez aux personnes qui "
        "y participent."
    ),
}
STILL_TAKEN = sentence(
    "Vous n’êtes plus libre à ce moment-là : vous avez déjà un rendez-vous {whens}. Rien n’a changé. Déplacez-le ou "
    "quittez-le d’abord, puis appuyez de nouveau sur « Finalement, je viens »."
)
STILL_BUSY = said(
    "Vous avez un autre rendez-vous à ce moment-là, ou dans les 15 minutes qui l’entourent. Rien n’a changé : "
    "déplacez d’abord l’autre, puis appuyez de nouveau sur « Finalement, je viens »."
)

NOTHING_TO_TAKE = said("Il n’y a plus rien à venir à ajouter à votre agenda.")
OFFER_FEED = said(
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)
_FILE = said(
    "Le fichier d’agenda arrive dans notre conversation, sous le message de ce rendez-vous. Si la date change, un "
    "autre fichier y arrivera."
)
_FILES = sentence(
    "Les {count}\u00a0fichiers d’agenda arrivent dans notre conversation, sous le message de ce rendez-vous. Si une "
    "date change, un autre fichier y arrivera."
)


def who_hears(people: Sequence[str], *, at_once: bool) -> str:
    """Return the sentence that names the people who are notified that somebody leaves.

    If `at_once` is true, the bot notifies them at once, since the start is too near for an undo."""
    if not people:
        return ""
    will = "le saura" if len(people) == 1 else "le sauront"
    return f" {join_names(people)} {will} {'tout de suite' if at_once else 'dans deux minutes'}."


def leave_sure(tells: Said) -> str:
    return _LEAVE_SURE(tells=tells).plain


def still_taken(whens: Sequence[str]) -> Said:
    """Return the refusal to attend again. `whens` are the times of the person's other appointments."""
    return STILL_TAKEN(whens=join_names(whens)) if whens else STILL_BUSY


def files(count: int) -> Said:
    return _FILE if count == 1 else _FILES(count=count)
