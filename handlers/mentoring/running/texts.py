"""Sentences about changes of a running cycle: another date, a new date, the end."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.catalogue.formats import CycleTerms
from bot.errors import Refusal
from handlers.kit.sentences import french, said, sentence
from handlers.kit.texts import REASON_LONG
from handlers.mentoring.card import texts

WHICH = "Séance à changer"
WHICH_ONE = sentence("*Séance du {when}*")
OTHER_SESSION = said("Chercher un créneau pour une autre séance :")
CHOOSE_SESSION = "Choisir une séance"
NEW_TIME = "Nouveau créneau (heure de Paris)"
NEW_DAY = "Nouveau jour"
NEW_CLOCK = "Nouvelle heure (heure de Paris)"
MOVE_INTRO = sentence(
    "Choisissez un autre créneau dans {period}. {mentor} donne son accord ; d’ici là, et sans réponse, la séance "
    "garde sa date."
)
ASKED_TITLE = "C’est demandé"
ASKED = sentence(
    "*Vous proposez une autre date : {when}, heure de Paris.* {mentor} reçoit votre demande et peut répondre jusqu’au "
    "{until}. D’ici là, et sans réponse, la séance garde sa date, {keeps}."
)
WITHDRAWN = sentence("Votre demande est retirée : la séance garde sa date, {whens}.")
WITHDRAWN_ALL = sentence("Votre demande est retirée : les séances gardent leurs dates, {whens}.")
MOVE_FREELY = said(
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris ; les autres "
    "séances gardent leur date."
)
ASKED_ALL = sentence(
    "*Vous proposez d’autres dates : {whens}, heure de Paris.* {mentor} reçoit votre demande et peut répondre jusqu’au "
    "{until}, pour toutes à la fois. D’ici là, et sans réponse, les séances gardent leurs dates."
)
REST_INTRO = sentence(
    "{mentor} donne son accord pour toutes à la fois ; d’ici là, et sans réponse, les séances gardent leurs dates."
)
REST_STAYS = sentence("La séance du {when}, qui attend un accord, garde sa date.")
NEAR_STAYS = sentence("La séance du {when} garde sa date : elle commence bientôt. Pour en parler, écrivez à {mentor}.")
REST_WINDOW = sentence(
    "La séance du {when} tomberait après {period}. Aucune n’a changé : choisissez une date plus proche."
)
REST_SAME_DAY = sentence(
    "La séance du {when} tomberait le même jour qu’une autre du cycle. Aucune n’a changé : choisissez une autre date."
)
NOTHING_TO_MOVE = sentence("Il n’y a plus de date à changer dans {this}.")

REPLAN_TITLE = "Nouveau créneau"
REPLAN = "Choisir ce créneau"
IN_THE_MONTH = sentence("Dans {period}")
WEEK_AFTER = sentence("Après {period}, avec l’accord {mentor:de}")
NEEDS_WORD = sentence(
    "{period:maj} va jusqu’au {last}. Un créneau de la semaine suivante demande l’accord {mentor:de}."
)
WITHOUT_TIME = sentence("*La séance du {day} {why}. Choisissez un nouveau créneau.*")
DID_NOT, WILL_NOT = "n’a pas eu lieu", "n’aura pas lieu"
WITHOUT_FREE_TIME = sentence(
    "*La séance du {day} {why}, et aucun créneau n’est libre pour tout le monde d’ici au {last}.*"
)
NO_FREE_TIME = sentence("*Aucun créneau n’est libre pour tout le monde d’ici au {last}.*")
WHAT_REMAINS = sentence(
    "Écrivez à {mentor}, qui peut donner une date en dehors de ses heures habituelles, ou mettez fin au cycle. Rien "
    "n’a changé."
)
WAITS = sentence(
    "*Le créneau est retenu : {when}, heure de Paris.* Il est après {period} : {mentor} reçoit votre demande, et "
    "vous aurez sa réponse dans notre conversation."
)

END_TITLE = END = texts.END
END_KEY = said("*Le cycle prend fin pour tout le monde.*")
NOTHING_TO_COME = said("Aucune séance n’est à venir.")
END_WAITS = said("Les autres personnes le sauront dans deux minutes : d’ici là, vous pourrez revenir en arrière.")
END_IS_TOLD = said("Les autres personnes le sauront tout de suite : vous ne pourrez pas revenir en arrière.")
CALENDARS = said("Leur agenda sera mis à jour.")
ENDED_TITLE = "Le cycle a pris fin"
ENDED = said("Les séances à venir sont annulées : leurs créneaux sont de nouveau libres.")
ENDED_FOR_NOW = said("Les séances à venir sont annulées.")


OTHERS_KNOW = said("Les autres personnes le sauront tout de suite.")
TOLD = said("Les autres personnes le sauront tout de suite. Les agendas sont mis à jour.")
REASON_HINT = french("Qui la lira : l’équipe, la personne qui accompagne le cycle et les coachs.")

WINDOW = sentence("Cette date est après {period} : choisissez-en une plus proche.")
INVALID: Mapping[str, str] = {
    "none": french("Choisissez un créneau, ou fermez cette étape : rien ne change."),
    "same": french("La séance est déjà sur ce créneau : choisissez-en un autre, ou fermez cette étape."),
    "near": french(
        "La séance commence bientôt : il est trop tard pour demander une autre date. Écrivez à la personne qui vous "
        "accompagne."
    ),
    "changed": french(
        "Les dates ont changé depuis l’ouverture de cette étape : fermez-la, puis ouvrez-la de nouveau. Votre choix "
        "n’a rien déplacé."
    ),
    "awaits": french(
        "Ce sont les dates prévues, et la demande de l’équipe attend toujours une réponse : choisissez d’autres dates, "
        "ou fermez cette étape."
    ),
    "same_day": french("Une autre séance du cycle a lieu ce jour-là : choisissez un autre jour."),
    "early": french("Ce créneau est trop proche : choisissez un jour plus lointain."),
    "long": REASON_LONG,
}
NOT_FREE = french("Ce créneau n’est pas libre : un autre rendez-vous l’occupe. Choisissez-en un autre.")
NOT_LATER = french("Choisissez un créneau à venir, au quart d’heure : par exemple 9 h, 9 h 15 ou 9 h 30.")
_LEFT_NONE = sentence("Ce créneau n’est plus libre, et il n’en reste aucun autre. Écrivez à {mentor}.")
_LEFT_SOME = sentence("Ce créneau n’est plus libre. Il reste, par exemple : {whens}.")


def left(whens: Sequence[str], mentor: str) -> str:
    """Return an error: the time was just taken. It names free times, or advises the reader to write to the mentor."""
    return (_LEFT_SOME(whens=join_names(whens)) if whens else _LEFT_NONE(mentor=mentor)).plain


def why_not_all(refusal: Refusal, when: str) -> str:
    """Return why the séances cannot all be shifted. `when` is the new start that is not possible."""
    terms = refusal.facts.get("terms")
    if isinstance(terms, CycleTerms):
        return REST_WINDOW(when=when, period=terms.period).plain
    reason = str(refusal.facts["reason"])
    return REST_SAME_DAY(when=when).plain if reason == "same_day" else INVALID[reason]


def why_not(refusal: Refusal) -> str:
    """Return why a time is refused. If it is past the window, name the cycle's period."""
    terms = refusal.facts.get("terms")
    return WINDOW(period=terms.period).plain if isinstance(terms, CycleTerms) else INVALID[str(refusal.facts["reason"])]
