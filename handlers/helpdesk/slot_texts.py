"""Sentences about the slots of a week, and about undoing a change."""

from collections.abc import Sequence
from datetime import date

from bot.agenda.calendars.entries import join_names
from bot.dates.words import dates_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text, said, sentence

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
    """Return the label of a slot. `who` are team members with another appointment at that time."""
    return f"{when} (autre rendez-vous\u00a0: {who})"


def run(when: str, others: Sequence[date]) -> str:
    """Return the label of a weekly run: the time of its first séance, and the days of its other séances."""
    return f"{when}, puis {'le' if len(others) == 1 else 'les'} {dates_words(others)}"


def hosted(who: str) -> str:
    return f", avec {who}"


def any_of(names: Sequence[str]) -> str:
    return " ou ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def several_coaches(number: int) -> str:
    return "une personne" if number == 1 else f"une personne parmi {number}"


def missing(closed: Sequence[str], taken: Sequence[str]) -> Said:
    """Return the sentence about weeks that a run leaves out, with the reason for each."""
    reasons = [_CLOSED(days=join_names(closed))] if closed else []
    reasons += [_BUSY(days=join_names(taken))] if taken else []
    return _SKIPPED(reasons=join_text(reasons, ", "))


def several_people(number: int) -> str:
    return "une personne" if number == 1 else f"{number}\u00a0personnes"


def clashes(lines: Sequence[str]) -> Said:
    return _CLASHES(listed="\u00a0; ".join(lines))


def lost(whens: Sequence[str]) -> Said:
    if len(whens) == 1:
        return _LOST_ONE(when=whens[0])
    return _LOST(whens=join_names([f"du {when}" for when in whens]))


def taken(left: Sequence[str], *, day: str = "", weekly: bool = False) -> str:
    """Return the error that a slot was just taken. `left` are slots that are still free.

    If `day` is given, `left` are hours of that day. If `weekly` is true, a slot of a weekly run was taken."""
    gone = "Cette suite de créneaux n’est plus libre." if weekly else "Ce créneau n’est plus libre."
    if not left:
        return f"{gone} Choisissez un autre jour ou une autre semaine."
    return f"{gone} Il reste, {day or 'par exemple'}\u00a0: {join_names(left)}."
