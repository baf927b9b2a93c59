"""What cards and forms read off a gathering about its subjects: its date, what is proposed; pure."""

from datetime import datetime

from bot.dates.words import moment_words
from bot.gatherings.model import Proposal, Sheet
from bot.gatherings.subjects.ballots import Ballot
from handlers.kit.escaping import clip, escape

from . import subjects_texts as texts

SHOWN = 8  # subjects on a card; the form shows all
SHORT = 140  # characters of a subject on a card


def when_of(sheet: Sheet, now: datetime) -> str:
    """Give when it begins: "mardi 26 mai à 14 h"."""
    return moment_words(sheet.appointment.starts, now)


def count_of(one: Proposal) -> str:
    """Count who supports a subject."""
    return texts.supports(len(one.supporters))


def lines_of(ballot: Ballot) -> list[str]:
    """Give the subjects of a card with their counts, escaped, the rest counted."""
    shown = ballot.proposals[:SHOWN]
    lines = [texts.counted(clip(escape(one.text), SHORT), count_of(one)) for one in shown]
    rest = len(ballot.proposals) - len(shown)
    return [*lines, texts.more(rest)] if rest else lines


def drawn_lines(ballot: Ballot) -> str:
    """Draw the subjects of a card as a list, or that there is none yet."""
    lines = lines_of(ballot)
    if not lines:
        return texts.NONE_YET
    return "\n".join([f"*{texts.SUBJECTS}*", *(f"• {one}" for one in lines)])


def said_lines(ballot: Ballot) -> str:
    """Say the same in a sentence."""
    lines = lines_of(ballot)
    return texts.listed(lines) if lines else texts.NONE_YET
