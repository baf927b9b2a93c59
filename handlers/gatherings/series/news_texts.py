"""Every sentence of what is told about series: another time, cancelled, another host, what is asked of organisers."""

from collections.abc import Sequence

from bot.dates.words import join_words

OPEN = "Ouvrir"
TAKE = "Je m’en occupe"
ASK_TITLE = "Ce qu’il vous reste à préparer"
SETTLED = "Tout est réglé pour les dates que vous organisez\u00a0: il n’y a plus rien à faire."


def moved(name: str, before: str, after: str, reason: str | None) -> str:
    """Tell that a gathering has another time."""
    return f"Nouvelle date pour {name}\u00a0: {after}, au lieu du {before}.{_why(reason)}"


def where(place: str) -> str:
    """Say where it is."""
    return f"Où\u00a0: {place}"


def moved_foot() -> str:
    """Say that their calendar follows."""
    return "Votre réponse est gardée, et votre agenda est mis à jour."


def moved_foot_for_all() -> str:
    """Say in a channel that calendars follow, and how to answer otherwise."""
    return "Les réponses sont gardées et les agendas sont mis à jour : vous pouvez changer la vôtre sur l’annonce."


def cancelled(name: str, when: str, reason: str | None) -> str:
    """Tell that a gathering is cancelled."""
    return f"Annulé\u00a0: {name}, {when}.{_why(reason)}"


def handed_to(name: str, when: str) -> str:
    """Tell who hosts it from now on."""
    return f"L’animation de cette date vous est confiée\u00a0: {name}, {when}. Elle est dans votre agenda."


def handed_from(who: str, name: str, when: str) -> str:
    """Tell who hosted it that somebody else does."""
    return f"{who} animera à votre place\u00a0: {name}, {when}."


def unclaimed(name: str, when: str) -> str:
    """Ask what becomes of a date at which the organiser is taken."""
    return (
        f"Sans animation\u00a0: {name}, {when}. Vous avez déjà un rendez-vous à cette heure-là. Changez la date, "
        "confiez-la à une personne libre, ou gardez-la sans personne pour l’animer."
    )


def missing(name: str, when: str, what: Sequence[str]) -> str:
    """Ask for what is missing."""
    return f"{name}, {when}\u00a0: il manque {join_words(what)}."


def held(until: str) -> str:
    """Say what an announcement waits for, and until when."""
    return f"L’annonce attend le titre et les personnes qui interviennent. Elle partira au plus tard le {until}."


def orphaned(who: str, name: str, rule: str, whens: Sequence[str]) -> str:
    """Tell the coaches that who organised a series has left."""
    dates = f" À venir\u00a0: {join_words(whens)}." if whens else ""
    return (
        f"{who} ne fait plus partie du programme et organisait\u00a0: {name}, {rule}.{dates} "
        "La personne qui s’en occupe organisera la série et animera les dates à venir."
    )


def adopted(taker: str, name: str) -> str:
    """Tell the coaches who organises it now."""
    return f"{taker} organise maintenant cette série\u00a0: {name}."


def over(name: str) -> str:
    """Tell the coaches that there is nothing to take over."""
    return f"Cette série est terminée\u00a0: {name}. Il n’y a plus rien à faire."


def took(name: str) -> str:
    """Answer who takes a series over."""
    return (
        f"C’est noté\u00a0: vous organisez cette série ({name}) et animez ses dates à venir, aux heures où rien "
        "d’autre n’est prévu pour vous."
    )


def _why(reason: str | None) -> str:
    return f" Raison\u00a0: {reason.rstrip('.')}." if reason else ""
