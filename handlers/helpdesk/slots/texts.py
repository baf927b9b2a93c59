"""Every sentence about the slots of a week and about undoing."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names

CHOOSE_SLOT = "Choisir un créneau"
CHOSEN_ALREADY = "Déjà choisi"
PREVIOUS_WEEK = "Semaine précédente"
NEXT_WEEK = "Semaine suivante"

UNDO = "Revenir en arrière"
UNDO_FOR_TWO_MINUTES = "Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière."


def week(words: str) -> str:
    """Title a week of slots."""
    return f"*Semaine {words}*. Les heures sont celles de Paris."


def clashing(when: str, who: str) -> str:
    """Name a slot at which people of the team have something else."""
    return f"{when} (autre rendez-vous\u00a0: {who})"


def several_people(number: int) -> str:
    """Count people where their names have no room."""
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def clashes(lines: Sequence[str]) -> str:
    """List what the team has at the times that a week offers."""
    listed = "\u00a0; ".join(lines)
    return f"À ces heures, l’équipe a déjà d’autres rendez-vous\u00a0: {listed}."


def clash(name: str, day: str, *, span: str) -> str:
    """Say that somebody takes part in something else at that time."""
    return f"{name}, {day} {span}"


def lost(whens: Sequence[str]) -> str:
    """Say that slots chosen before are taken meanwhile."""
    if len(whens) == 1:
        return f"*Le créneau du {whens[0]} n’est plus libre*\u00a0: choisissez-en un autre."
    named = join_names([f"du {when}" for when in whens])
    return f"*Les créneaux {named} ne sont plus libres*\u00a0: choisissez-en d’autres."


def taken(left: Sequence[str], *, day: str = "") -> str:
    """Say that somebody was faster, and what is left: clock times of `day`, or else days with their times."""
    if not left:
        return "Ce créneau n’est plus libre. Choisissez un autre jour ou une autre semaine."
    return f"Ce créneau n’est plus libre. Il reste, {day or 'par exemple'}\u00a0: {join_names(left)}."
