"""Every sentence of a promotion's month: « Ce mois-ci », what the next one holds, what a channel did not take."""

from collections.abc import Mapping

TITLE = "Ce mois-ci"
NEXT_TITLE = "Le mois prochain"
NOTHING = "Rien n’est prévu ce mois-là. Une nouvelle série se crée avec `/programme`."
DRY = "Rien n’est encore écrit ni envoyé\u00a0: voici ce que le mois contiendra si rien ne change."
WRITTEN = "*Ce qui sera affiché dans le canal, le premier jour ouvré à 9\u00a0h*"
SENT = "*Ce que chaque EIG recevra, le premier jour ouvré à 9\u00a0h*"
APART = "*À part, pour les porteurs et porteuses de projet et les sponsors*"
TO_DO = "*Ce qu’il reste à régler*"
NOTHING_TO_DO = "Il ne reste rien à régler."
ONLINE = "En ligne"
FOOT = "Chaque rendez-vous sera annoncé à son tour, avec un bouton pour dire que vous venez. Heures de Paris."
WITHOUT_CHANNEL = "La promotion n’a pas de canal\u00a0: chaque EIG le recevra en message direct."

_REASONS: Mapping[str, str] = {
    "not_in_channel": "je ne suis pas dans ce canal",
    "channel_not_found": "je ne trouve pas ce canal",
    "is_archived": "ce canal est archivé",
}


def title(month: str) -> str:
    """Title a month: "Ce mois-ci : mai 2026"."""
    return f"{TITLE}\u00a0: {month}"


def next_title(month: str) -> str:
    """Title the month to come."""
    return f"*{NEXT_TITLE}\u00a0: {month}*"


def line(when: str, name: str) -> str:
    """Say what is when."""
    return f"{when}\u00a0: {name}"


def hosted(name: str) -> str:
    """Say who hosts it."""
    return f"Avec {name}"


def place(where: str) -> str:
    """Say where it is."""
    return f"Lieu\u00a0: {where}"


def skills(names: str) -> str:
    """Say which skills of the phases it works on."""
    return f"Compétences\u00a0: {names}"


def valeurs(names: str) -> str:
    """Say which values of the public service it serves."""
    return f"Valeurs\u00a0: {names}"


def opened(names: str) -> str:
    """Say who is welcome besides."""
    return f"Aussi pour\u00a0: {names}"


def unclaimed(what: str) -> str:
    """Say that it has nobody to host it."""
    return f"{what}\u00a0: sans animation, la personne qui organise a déjà un rendez-vous à cette heure-là"


def missing(what: str, lacks: str) -> str:
    """Say what is missing."""
    return f"{what}\u00a0: il manque {lacks}"


def unmade(what: str) -> str:
    """Say that it is not made yet."""
    return f"{what}\u00a0: date pas encore créée"


def lost(month: str, reason: str) -> str:
    """Tell the coaches that the channel did not take « Ce mois-ci »."""
    why = _REASONS.get(reason, "Slack l’a refusé")
    then = "choisissez un autre canal" if reason == "is_archived" else "tapez `/invite` dans ce canal"
    return (
        f"Je n’ai pas pu afficher «\u00a0Ce mois-ci\u00a0» ({month}) dans le canal de la promotion\u00a0: {why}. "
        f"Chaque EIG le reçoit donc en message direct. Pour la prochaine fois, {then}."
    )
