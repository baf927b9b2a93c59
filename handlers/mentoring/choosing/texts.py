"""Every sentence of what who asked chooses: the form of the times, its answers, the request withdrawn."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names
from handlers.kit.french import that
from handlers.mentoring.answering.texts import count

TITLE = "Choisir les créneaux"
SENT_TITLE = "C’est envoyé"
SUBMIT = "Envoyer"
PARIS_TIMES = "Les heures sont celles de Paris."
CHOOSE = "Choisir les créneaux"
KEPT = "Ce que vous avez écrit est gardé."
MISSING = "Il manque encore une date\u00a0: choisissez un créneau pour chaque séance, puis envoyez."
INVALID_TIME: Mapping[str, str] = {
    "none": "Choisissez un créneau pour chaque séance. S’il manque un champ, fermez ce formulaire et rouvrez-le.",
    "window": "Avec ce créneau, les séances s’étaleraient sur plus d’un mois. Prenez-en un plus proche des autres.",
    "same_day": "Deux séances tomberaient le même jour. Choisissez un autre jour.",
}


def for_somebody(name: str) -> str:
    """Say to a coach for whom they choose."""
    return f"Vous choisissez pour {name}."


def intro(mentor: str, number: int, *, offered: bool) -> str:
    """Open the form; `offered`: the times are those of the mentor, who has nothing more to confirm."""
    if offered:
        return (
            f"{mentor} propose ces créneaux. Gardez-les, ou choisissez-en d’autres\u00a0: le cycle commence dès que "
            "vous envoyez."
        )
    what = "Une séance attend votre choix" if number == 1 else f"{count(number)} attendent votre choix"
    return (
        f"{what}. Gardez ce {that(mentor)} propose, ou prenez un autre créneau, qui sera encore à confirmer. Les dates "
        "déjà acceptées ne changent pas."
    )


def offered(number: int, when: str) -> str:
    """Label the field of a séance of a plan."""
    return f"Séance {number}\u00a0: prévue {when}"


def proposed(mentor: str, when: str) -> str:
    """Label the field of a séance for which the mentor proposes a time."""
    return f"{mentor} propose {when}"


def refused(mentor: str, when: str) -> str:
    """Label the field of a séance that cannot take place when it was asked for."""
    return f"À la place du {when}, impossible pour {mentor}"


def nothing_free(mentor: str, whens: Sequence[str]) -> str:
    """Say that no time is left in the place of some, and what remains to be done."""
    lost = join_names([f"le {one}" for one in whens])
    return (
        f"{mentor} n’a plus de créneau libre ce mois-ci pour remplacer {lost}. Vous pouvez retirer la demande, "
        "puis demander à quelqu’un d’autre\u00a0: ce que vous avez écrit est gardé."
    )


def waits(mentor: str, whens: Sequence[str]) -> str:
    """Say what the mentor has to confirm still."""
    return f"{mentor} doit encore confirmer {join_names(whens)}."


def waits_until(when: str) -> str:
    """Say until when the mentor has to answer."""
    return f"La réponse peut venir jusqu’au {when}, heure de Paris\u00a0; vous recevrez un message."


def withdrawn(mentor: str, *, held: bool) -> str:
    """Say that the request is withdrawn."""
    free = "Les créneaux sont de nouveau libres. " if held else ""
    return f"La demande est retirée\u00a0: {mentor} le saura dans un instant. {free}{KEPT}"
