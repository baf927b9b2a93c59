"""Every sentence of the bureau d'aide."""

from collections.abc import Mapping, Sequence

HELP = "`/bureau-aide` : réserver une heure avec l’équipe de coachs, en ligne"

TITLE = "Bureau d’aide"
INTRO = "Une heure en ligne avec l’équipe de coachs, pour avancer sur un besoin de votre équipe."
NEED = "Votre besoin"
NEED_HINT = "Quelques phrases suffisent. Qui les lira : le bot ne les montre qu’aux personnes présentes au rendez-vous."
NEED_EXAMPLE = "Par exemple : relire notre plan d’expérimentation avant la fin de la phase."
DEFI = "Défi"
PARTICIPANTS = "Qui vient"
PARTICIPANTS_HINT = "Vous en faites partie dans tous les cas."
CHOOSE_PEOPLE = "Choisir des personnes"
HOST = "Avec qui"
ANY_HOST = "Sans préférence"
CHOOSE = "Choisir"
SEE_SLOTS = "Voir les créneaux"

SLOT_TITLE = "Choisir un créneau"
SLOT = "Créneau"
CHOOSE_SLOT = "Choisir un créneau"
BOOK = "Réserver"
PREVIOUS_WEEK = "Semaine précédente"
NEXT_WEEK = "Semaine suivante"
PARIS_TIME = "Les heures sont celles de Paris."

BOOKED_TITLE = "C’est réservé"
CANCEL = "Annuler le rendez-vous"
CANCEL_TITLE = "Annuler ce rendez-vous ?"
CANCEL_YES = "Oui, annuler le rendez-vous"
CANCEL_NO = "Non, le garder"
CANCELLED = "C’est annulé. Les autres personnes reçoivent un message."
JOIN = "Rejoindre la visio"
BOOK_ANOTHER = "Réserver un autre créneau"

WHEN = "Quand"
WITH = "Avec"
FOR = "Défi"
BY = "Réservé par"
NEED_TITLE = "Le besoin"
PREPARE = "S’y préparer"

NEED_EMPTY = "Écrivez votre besoin en quelques mots."
NEED_LONG = "Gardez votre besoin sous 3 000 caractères."
NOBODY = "Choisissez au moins une personne de l’équipe."
OTHER_TEAM = "Cette liste contient quelqu’un qui n’est pas de l’équipe du défi. Choisissez à nouveau."
HOST_GONE = "Cette personne ne reçoit plus au bureau d’aide. Choisissez-en une autre, ou « Sans préférence »."
HOST_OWN = "Vous ne pouvez pas réserver une heure avec vous-même. Choisissez une autre personne."

INVALID: Mapping[tuple[str, str], str] = {
    ("need", "empty"): NEED_EMPTY,
    ("need", "long"): NEED_LONG,
    ("participants", "empty"): NOBODY,
    ("participants", "other_team"): OTHER_TEAM,
    ("host", "gone"): HOST_GONE,
    ("host", "own"): HOST_OWN,
}


def nothing_free(coaches: Sequence[str]) -> str:
    """Say that no slot is free, and whom to turn to."""
    whom = f" Écrivez à {joined(coaches)}, coachs EIG, ou prévenez" if len(coaches) > 1 else " Prévenez"
    return f"Aucun créneau n’est libre dans les 60 prochains jours.{whom} toute l’équipe d’un clic."


def chosen_not_free(name: str) -> str:
    """Say that the coach chosen has no free slot, and what else can be done."""
    return (
        (
            f"{name} n’a aucun créneau libre dans les 60 prochains jours. Fermez cette étape et choisissez « Sans "
            "préférence », ou prévenez toute l’équipe d’un clic."
        )
        .replace("« ", "«\u00a0")
        .replace(" »", "\u00a0»")
    )


def week(words: str) -> str:
    """Title a week of slots."""
    return f"*Semaine {words}*. {PARIS_TIME}"


def taken(left: Sequence[str]) -> str:
    """Say that somebody was faster, and what is left."""
    rest = f" Il reste, par exemple : {joined(left)}." if left else " Choisissez un autre jour ou une autre semaine."
    return f"Ce créneau n’est plus libre.{rest}"


def title(when: str, *, cancelled: bool) -> str:
    """Title a card with its key fact."""
    return f"Annulé : bureau d’aide du {when}" if cancelled else f"Bureau d’aide {when}"


def spoken(when: str, span: str, people: Sequence[str], defi: str, link: str | None) -> str:
    """Say a card in sentences: what, when, with whom, where."""
    where = f" Lien de la visio : {link}." if link else ""
    return f"Bureau d’aide {when}, {span}, heure de Paris, avec {joined(people)}, pour le défi {defi}.{where}"


def spoken_cancelled(when: str) -> str:
    """Say a cancelled card."""
    return f"Le bureau d’aide du {when} est annulé. Vous n’avez rien à faire."


def cancelled_by(name: str, when: str, defi: str) -> str:
    """Bring the news of a cancellation."""
    return f"{name} a annulé le bureau d’aide du {when} (défi {defi})."


def confirmation(when: str, host: str) -> str:
    """Confirm a booking, in the modal."""
    return (
        f"Bureau d’aide {when}, heure de Paris, avec {host}.\n\n"
        "Chaque personne concernée reçoit un message avec le lien et de quoi se préparer."
    )


def chosen_for_you(host: str) -> str:
    """Say why this host, after « Sans préférence »."""
    return f"Parmi les coachs libres à cette heure, {host} a le moins de rendez-vous ces jours-là."


def sure(when: str) -> str:
    """Ask before a cancellation."""
    return f"Le bureau d’aide du {when} sera annulé pour tout le monde, et chaque personne le saura."


def coach(name: str) -> str:
    """Name the host with what they are."""
    return f"{name} (coach)"


def joined(names: Sequence[str]) -> str:
    """Join in French: « a, b et c »."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " et " + names[-1] if names else ""


HOUR_IS_FREE = "L’heure est de nouveau libre pour d’autres équipes."
SOMEBODY = "Quelqu’un de l’équipe"
