"""What people are told of committees, as values; pure."""

from bot.notices.facts import Fact, Retimed


class HalfDays(Fact, kind="evaluation.half_days", subject="committee_round", card=True, copied=True):
    """To EIG, porteurs and coaches: which half-days are possible?"""


class HalfDaysAgain(Fact, kind="evaluation.half_days_again", subject="committee_round", card=True, copied=True):
    """The same, once more, to who has not answered."""


class About(Fact, subject="committee", copied=True):
    """What is told of a committee."""


class Card(About, kind="evaluation.card", card=True):
    """To everybody who takes part, set right in place."""


class Moved(About, Retimed, kind="evaluation.moved"):
    """It has another time; `times`: how often it was moved by now."""

    times: int = 1


class TalkMoved(About, Retimed, kind="evaluation.talk_moved"):
    """The talk around its report has another time, or its first: then no time is known of it."""


class Cancelled(About, Retimed, kind="evaluation.cancelled"):
    """It is cancelled."""


class Left(About, Retimed, kind="evaluation.left"):
    """To who leads it: somebody comes no more."""
