"""Every sentence about the slots of a week and about undoing."""

from collections.abc import Sequence
from datetime import date

from bot.agenda.calendars.entries import join_names
from bot.dates.words import dates_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import joined, said, sentence

CHOOSE_SLOT = "Choisir un créneau"
CHOSEN_ALREADY = "Déjà choisi"
PREVIOUS_WEEK = "Semaine précédente"
NEXT_WEEK = "Semaine suivante"

TOLD_AT_ONCE = said("Les autres personnes concernées reçoivent un message dès maintenant.")

WEEK = sentence("*Semaine {week}*. Les heures sont celles de Paris.")
_CLASHES = sentence("À ces heures, l’équipe a déjà d’autres rendez-vous : {listed}.")
_SKIPPED = sentence("Semaines sautées : {reasons}. La suite reprend la semaine d’après.")
_CLOSED = sentence("{days} (jour férié)")
_BUSY = sentence("{days} (pas libre)")
_LOST_ONE = sentence("*Le créneau du {when} n’est plus libre* : choisissez-en un autre.")
_LOST = sentence("*Les créneaux {whens} ne sont plus libres* : choisissez-en d’autres.")


def clashing(when: str, who: str) -> str:
    """Name a slot at which people of the team have something else."""
    return f"{when} (autre rendez-vous\u00a0: {who})"


def run(when: str, others: Sequence[date]) -> str:
    """Name the same hour on several weeks: when it is first, and its other days."""
    return f"{when}, puis {'le' if len(others) == 1 else 'les'} {dates_words(others)}"


def hosted(who: str) -> str:
    """Return, behind a slot, the people who are free for it."""
    return f", avec {who}"


def any_of(names: Sequence[str]) -> str:
    """Join names of whom one is enough."""
    return " ou ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def several_coaches(number: int) -> str:
    """Count coaches where their names have no room."""
    return "une personne" if number == 1 else f"une personne parmi {number}"


def missing(closed: Sequence[str], taken: Sequence[str]) -> Said:
    """Return which weeks the same hour passes over, and why: their days."""
    reasons = [_CLOSED(days=join_names(closed))] if closed else []
    reasons += [_BUSY(days=join_names(taken))] if taken else []
    return _SKIPPED(reasons=joined(reasons, ", "))


def several_people(number: int) -> str:
    """Count people where their names have no room."""
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def clashes(lines: Sequence[str]) -> Said:
    """List what the team has at the times that a week offers."""
    return _CLASHES(listed="\u00a0; ".join(lines))


def lost(whens: Sequence[str]) -> Said:
    """Return that slots chosen before are taken now."""
    if len(whens) == 1:
        return _LOST_ONE(when=whens[0])
    return _LOST(whens=join_names([f"du {when}" for when in whens]))


def taken(left: Sequence[str], *, day: str = "", weekly: bool = False) -> str:
    """Return that a slot was just taken, with what is left: times of `day`, or else days with their times.

    `weekly`: it was the same hour on several weeks; losing one loses the run."""
    gone = "Cette suite de créneaux n’est plus libre." if weekly else "Ce créneau n’est plus libre."
    if not left:
        return f"{gone} Choisissez un autre jour ou une autre semaine."
    return f"{gone} Il reste, {day or 'par exemple'}\u00a0: {join_names(left)}."
