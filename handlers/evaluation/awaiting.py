"""Lines of the Home about committees. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.evaluation.model import CommitteeSheet, Round
from bot.evaluation.support.model import Filled
from handlers.kit.blocks import Line, button, line

from .card.leading_views import take_button
from .card.leading_views import unled as says_unled
from .half_days import texts
from .support import views


def lines(asked: Round | None, unled: Sequence[CommitteeSheet], *, now: datetime) -> list[Line]:
    """Return the committees that nobody leads, to a coach, then the question for half-days while it is not answered.

    `asked`: the round that asks, if any.
    """
    found = []
    for sheet in unled:
        found.append(line(says_unled(sheet, now=now), take_button(sheet, now=now)))
    if asked is None:
        return found
    choose = button(texts.CHOOSE, "evaluation.half_days", value=str(asked.id))
    return [*found, line(texts.AWAITING(phase=asked.phase), choose)]


def of_supports(several: Iterable[Filled], unrated: Iterable[CommitteeSheet], *, now: datetime) -> list[Line]:
    """Return the supports that await somebody's words, and the committees of which it is asked how useful they were."""
    lines = [views.awaiting(filled, now=now) for filled in several]
    return [*lines, *(views.unrated(sheet, now=now) for sheet in unrated)]
