"""Every sentence about the slots of a week and about undoing."""

from collections.abc import Sequence

from bot.agenda.entries import join_names

CHOOSE_SLOT = "Choisir un créneau"
CHOSEN_ALREADY = "Déjà choisi"
PREVIOUS_WEEK = "Semaine précédente"
NEXT_WEEK = "Semaine suivante"
LOST = "Un créneau que vous aviez choisi n’est plus libre\u00a0: choisissez-en un autre."

UNDO = "Défaire"
UNDO_FOR_TWO_MINUTES = (
    "Personne ne reçoit de message pendant deux minutes. Jusque-là, vous pouvez défaire ce que vous venez de faire."
)


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


def taken(left: Sequence[str]) -> str:
    """Say that somebody was faster, and what is left."""
    rest = (
        f"Il reste, par exemple\u00a0: {join_names(left)}."
        if left
        else "Choisissez un autre jour ou une autre semaine."
    )
    return f"Ce créneau n’est plus libre. {rest}"
