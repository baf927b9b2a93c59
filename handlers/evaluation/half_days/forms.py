"""The form of half-days: a group of boxes a week, which Slack gives ten of → half-days."""

from collections.abc import Iterable

from bot.errors import Garbled
from bot.evaluation.model import HalfDay
from handlers.kit.reading import Fields, number, pieces

WEEK = "week"


def week_name(halves: Iterable[HalfDay]) -> str:
    """Name the field of a week: it holds the half-days that it shows, to know what was left unticked."""
    return "-".join([WEEK, *(str(one.number) for one in halves)])


def read_half_days(values: Fields) -> tuple[list[HalfDay], list[HalfDay]]:
    """Read what was shown, and what of it is ticked. Raises Garbled, NotFound."""
    shown: list[HalfDay] = []
    ticked: list[HalfDay] = []
    for name in values:
        if name.startswith(f"{WEEK}-"):
            _, *numbers = pieces(name, 2, most=11, sep="-")
            shown += map(_half_day, numbers)
            ticked += map(_half_day, values.ticked(name))
    return shown, ticked


def _half_day(text: str) -> HalfDay:
    try:
        return HalfDay.numbered(number(text))
    except (ValueError, OverflowError):
        raise Garbled from None
