"""What awaits somebody of committees, drawn for the Home. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.words import moment_words
from bot.evaluation.model import Round, Sheet
from handlers.kit.blocks import Line, button, line

from .card import texts as card_texts
from .card.views import take_button
from .half_days import texts


def lines(asked: Round | None, unled: Sequence[Sheet], *, now: datetime) -> list[Line]:
    """Give the committees that nobody leads, to a coach, then the question for half-days while it is not answered.

    `asked`: the round that asks, if any.
    """
    found = []
    for sheet in unled:
        said = card_texts.UNLED(defi=sheet.defi.name, when=moment_words(sheet.appointment.starts, now))
        found.append(line(said, take_button(sheet, now=now)))
    if asked is None:
        return found
    choose = button(texts.CHOOSE, "evaluation.half_days", value=str(asked.id))
    return [*found, line(texts.AWAITING(phase=asked.phase), choose)]
