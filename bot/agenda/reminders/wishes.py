"""What people want to be reminded of, and what a dispositif reminds of: the words; pure."""

from dataclasses import dataclass

from bot.agenda.reminders.timetable import USUAL, Kind, Quiet

EVERYTHING = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants: which kinds, when they are awake, and whether by mail rather than in Slack."""

    kinds: frozenset[Kind] = EVERYTHING
    quiet: Quiet = USUAL
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a dispositif reminds of."""

    kinds: frozenset[Kind] = EVERYTHING
