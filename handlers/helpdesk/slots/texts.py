"""Every sentence about the slots of a week and about undoing."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

CHOOSE_SLOT = "Choisir un créneau"
CHOSEN_ALREADY = "Déjà choisi"
PREVIOUS_WEEK = "Semaine précédente"
NEXT_WEEK = "Semaine suivante"

UNDO = "Revenir en arrière"
UNDO_FOR_TWO_MINUTES = said("Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière.")
TOLD_AT_ONCE = said("Les autres personnes concernées reçoivent un message dès maintenant.")

WEEK = sentence("*Semaine {week}*. Les heures sont celles de Paris.")
_CLASHES = sentence("À ces heures, l’équipe a déjà d’autres rendez-vous : {listed}.")
_LOST_ONE = sentence("*Le créneau du {when} n’est plus libre* : choisissez-en un autre.")
_LOST = sentence("*Les créneaux {whens} ne sont plus libres* : choisissez-en d’autres.")


def clashing(when: str, who: str) -> str:
    """Name a slot at which people of the team have something else."""
    return f"{when} (autre rendez-vous\u00a0: {who})"


def several_people(number: int) -> str:
    """Count people where their names have no room."""
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def clashes(lines: Sequence[str]) -> Said:
    """List what the team has at the times that a week offers."""
    return _CLASHES(listed="\u00a0; ".join(lines))


def lost(whens: Sequence[str]) -> Said:
    """Say that slots chosen before are taken meanwhile."""
    if len(whens) == 1:
        return _LOST_ONE(when=whens[0])
    return _LOST(whens=join_names([f"du {when}" for when in whens]))


def taken(left: Sequence[str], *, day: str = "") -> str:
    """Say that somebody was faster, and what is left: clock times of `day`, or else days with their times."""
    if not left:
        return "Ce créneau n’est plus libre. Choisissez un autre jour ou une autre semaine."
    return f"Ce créneau n’est plus libre. Il reste, {day or 'par exemple'}\u00a0: {join_names(left)}."
