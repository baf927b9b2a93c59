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
MOVE_INTRO = "Choisissez un autre créneau dans le mois prévu. Les autres séances gardent leur date."
MOVE_FREELY = (
    "Choisissez un autre jour ou une autre heure, au quart d’heure. Les heures sont celles de Paris ; les autres "
    "séances gardent leur date."
)
NOTHING_TO_MOVE = "Il n’y a plus de date à changer dans ce mentorat."
MOVED_TITLE = "C’est changé"

REPLAN_TITLE = "Nouveau créneau"
REPLAN = "Choisir ce créneau"
IN_THE_MONTH = "Dans le mois prévu"

END_TITLE = "Mettre fin au cycle"
END = "Mettre fin au cycle"
END_KEY = "*Le cycle prend fin pour tout le monde.*"
NOTHING_TO_COME = "Aucune séance n’est à venir."
END_IS_TOLD = "Les personnes concernées le sauront tout de suite."
CALENDARS = "Leur agenda sera mis à jour."
ENDED_TITLE = "Le cycle a pris fin"
ENDED = "Les séances à venir sont annulées\u00a0: leurs créneaux sont de nouveau libres."
ENDED_NONE = "Aucune séance n’était à venir."

LEFT = "C’est noté : vous ne viendrez plus à ces séances. Le cycle continue, et les autres personnes le sauront."

OTHERS_KNOW = "Les autres personnes le sauront tout de suite."
TOLD = f"{OTHERS_KNOW} Les agendas sont mis à jour."
REASON = "La raison, si vous le souhaitez"
REASON_HINT = "Qui la lira : l’équipe, la personne qui accompagne le cycle et les coachs."
NOTHING_TO_TAKE = "Il n’y a plus de séance à ajouter à votre agenda."
OFFER_FEED = (
    "Pour que tous vos rendez-vous arrivent d’eux-mêmes dans votre logiciel d’agenda, tapez `/agenda abonnement` : "
    "vous recevrez une adresse privée."
)

INVALID: Mapping[str, str] = {
    "none": "Choisissez un créneau, ou fermez cette étape : rien ne change.",
    "same": "La séance est déjà sur ce créneau\u00a0: choisissez-en un autre, ou fermez cette étape.",
    "same_day": "Une autre séance du cycle a lieu ce jour-là : choisissez un autre jour.",
    "window": "Cette date est après le mois prévu\u00a0: choisissez-en une plus proche.",
    "early": "Ce créneau est trop proche\u00a0: choisissez un jour plus lointain.",
    "long": "Raison\u00a0: 300\u00a0caractères au plus.",
}
_NOBODY_FREE = "aucun créneau n’est libre pour tout le monde d’ici au"
NOT_FREE = "Ce créneau n’est pas libre\u00a0: un autre rendez-vous l’occupe. Choisissez-en un autre."
NOT_LATER = "Choisissez un créneau à venir, au quart d’heure : par exemple 9 h, 9 h 15 ou 9 h 30."


def session(when: str) -> str:
    """Say which séance it is about, where there is but one."""
    return f"*Séance du {when}*"


def without_time(day: str, *, past: bool) -> str:
    """Say which séance needs a new time; not `past`: the mentor did not agree to the one it had."""
    why = "n’a pas eu lieu" if past else "n’aura pas lieu"
    return f"*La séance du {day} {why}. Choisissez un nouveau créneau.*"


def without_free_time(day: str, last: str, *, past: bool) -> str:
    """Say of such a séance that no time is free for it."""
    why = "n’a pas eu lieu" if past else "n’aura pas lieu"
    return f"*La séance du {day} {why}, et {_NOBODY_FREE} {last}.*"


def no_free_time(last: str) -> str:
    """Say that no time is free, until when on."""
    return f"*{_NOBODY_FREE.capitalize()} {last}.*"


def week_after(name: str) -> str:
    """Name the times past the month, for which somebody's word is needed."""
    return f"Après le mois prévu, avec l’accord {of(name)}"


def needs_word(name: str, last: str) -> str:
    """Say below the list what a time past the month means."""
    return f"Le mois prévu va jusqu’au {last}. Un créneau de la semaine suivante demande l’accord {of(name)}."


def what_remains(name: str) -> str:
    """Say what can be done where no time is free."""
    return (
        f"Écrivez à {name}, qui peut donner une date en dehors de ses heures habituelles, ou mettez fin au cycle. Rien "
        "n’a changé."
    )


def left(whens: Sequence[str], name: str) -> str:
    """Say that somebody was faster, and what is left, or to whom one can write."""
    if not whens:
        return f"Ce créneau n’est plus libre, et il n’en reste aucun autre. Écrivez à {name}."
    return f"Ce créneau n’est plus libre. Il reste, par exemple\u00a0: {join_names(whens)}."


def moved(when: str) -> str:
    """Confirm a new time."""
    return f"*La séance aura lieu {when}, heure de Paris.*"


def waits(when: str, name: str) -> str:
    """Say that a time past the month is held until the mentor answers."""
    return (
        f"*Le créneau est retenu : {when}, heure de Paris.* Il est après le mois prévu\u00a0: {name} reçoit votre "
        "demande, et vous aurez sa réponse dans notre conversation."
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
        f"{what} dans notre conversation, sous le message de ce rendez-vous. Si une date change, un autre fichier y "
        "arrivera."
    )
