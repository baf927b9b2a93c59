"""What awaits somebody of committees, drawn for the Home. Pure."""

from bot.evaluation.model import Round
from handlers.kit.blocks import Line, button, line

from .half_days import texts


def lines(asked: Round | None) -> list[Line]:
    """Give the question for half-days, while it is not answered; `asked`: the round that asks, if any."""
    if asked is None:
        return []
    choose = button(texts.CHOOSE, "evaluation.half_days", value=str(asked.id))
    return [line(texts.AWAITING(phase=asked.phase), choose)]
