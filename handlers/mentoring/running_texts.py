"""Every sentence about changing a cycle that runs: another date, a new one, the end, leaving, the calendar."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names
from handlers.kit.french import of

MOVE_TITLE = "Changer une date"
MOVE = "Changer la date"
WHICH = "Séance à changer"
OTHER_SESSION = "Chercher un créneau pour une autre séance :"
CHOOSE_SESSION = "Choisir une séance"
NEW_TIME = "Nouveau créneau (heure de Paris)"
NEW_DAY = "Nouveau jour"
NEW_CLOCK = "Nouvelle heure (heure de Paris)"
MOVE_INTRO = "Choisissez un autre créneau dans le mois du cycle. Les autres séances gardent leur date."
MOVE_FREELY = (
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris ; les autres "
    "séances gardent leur date."
)
NOTHING_TO_MOVE = "Aucune séance à venir n’a de date à changer. Rien n’a changé."
MOVED_TITLE = "C’est changé"

REPLAN_TITLE = "Nouveau créneau"
REPLAN = "Choisir ce créneau"
IN_THE_MONTH = "Dans le mois"

END_TITLE = "Mettre fin au cycle"
END = "Mettre fin au cycle"
END_KEY = "*Le cycle prend fin pour tout le monde.*"
NOTHING_TO_COME = "Aucune séance n’est à venir."
END_IS_TOLD = "Les personnes concernées le sauront tout de suite, et les agendas suivront."
ENDED_TITLE = "Le cycle a pris fin"
ENDED = "Le cycle a pris fin. Les séances à venir sont annulées, et leurs heures de nouveau libres."

LEFT = "C’est noté : vous ne viendrez plus à ces séances. Le cycle continue, et les autres personnes le sauront."

TOLD = "Les autres personnes le sauront tout de suite, et les agendas suivront."
REASON = "La raison, si vous le souhaitez"
REASON_HINT = "Qui la lira : l’équipe, la personne qui accompagne le cycle et les coachs."
NOTHING_TO_TAKE = "Il n’y a plus de séance à ajouter à votre agenda."
OFFER_FEED = (
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)

INVALID: Mapping[str, str] = {
    "none": "Choisissez un créneau, ou fermez cette étape : rien ne change.",
    "same": "La séance est déjà à ce moment : choisissez-en un autre, ou fermez cette étape.",
    "same_day": "Une autre séance du cycle a lieu ce jour-là : choisissez un autre jour.",
    "window": "Cette date dépasse le mois du cycle : choisissez-en une plus proche.",
    "early": "Ce moment est trop proche : choisissez un jour plus lointain.",
    "long": "Gardez la raison sous 300 caractères.",
}
NOT_FREE = "Ce moment n’est pas libre : un autre rendez-vous l’occupe. Choisissez-en un autre."
NOT_LATER = "Choisissez un moment à venir, au quart d’heure : par exemple 9 h, 9 h 15 ou 9 h 30."


def session(when: str) -> str:
    """Say which séance it is about, where there is but one."""
    return f"*Séance du {when}*"


def without_time(day: str, *, past: bool) -> str:
    """Say which séance needs a new time; not `past`: the mentor did not agree to the one it had."""
    why = "n’a pas eu lieu" if past else "n’aura pas lieu"
    return f"*La séance du {day} {why} : choisissez-lui un nouveau créneau.*"


def week_after(name: str) -> str:
    """Name the times past the month, for which somebody's word is needed."""
    return f"La semaine d’après, avec l’accord {of(name)}"


def needs_word(name: str, last: str) -> str:
    """Say below the list what a time past the month means."""
    return f"Le mois du cycle va jusqu’au {last}. Un créneau de la semaine d’après demande l’accord {of(name)}."


def nothing_free(name: str, last: str) -> str:
    """Say that no time is free, and what remains."""
    return (
        f"*Aucun créneau n’est libre pour tout le monde d’ici au {last}.* Vous pouvez écrire à {name}, qui peut donner "
        "une date en dehors de ses heures habituelles, ou mettre fin au cycle. Rien n’a changé."
    )


def left(whens: Sequence[str]) -> str:
    """Say that somebody was faster, and what is left."""
    rest = f"Il reste, par exemple : {join_names(whens)}." if whens else "Fermez cette étape, puis ouvrez-la à nouveau."
    return f"Ce créneau n’est plus libre. {rest}"


def moved(when: str) -> str:
    """Confirm a new time."""
    return f"*La séance aura lieu {when}, heure de Paris.*"


def waits(when: str, name: str) -> str:
    """Say that a time past the month is held until the mentor answers."""
    return (
        f"*Le créneau est retenu : {when}, heure de Paris.* Il dépasse le mois du cycle : {name} reçoit votre demande, "
        "et vous aurez sa réponse dans notre conversation."
    )


def cancelled(lines: Sequence[str]) -> str:
    """List what an end cancels."""
    if len(lines) == 1:
        return f"La séance à venir est annulée : {lines[0]}."
    return f"Les {len(lines)} séances à venir sont annulées : {' ; '.join(lines)}."


def taken_to_calendar(count: int) -> str:
    """Say where the calendar files are."""
    what = "Le fichier d’agenda arrive" if count == 1 else f"Les {count} fichiers d’agenda arrivent"
    return (
        f"{what} dans notre conversation, dans le fil du message de ce cycle. Si une date change, un autre fichier y "
        "arrivera."
    )
