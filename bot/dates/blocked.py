"""A range taken out of a day: what is left of its ranges, and the exceptions that say so.

Over `hours` and what writes them as text, so in neither.
"""

from collections.abc import Sequence
from datetime import date

from bot.dates.hours import DayHours, Opening, Range, merged, ranges_on
from bot.dates.hours_text import write_clock


def without(ranges: Sequence[Range], taken: Range) -> list[Range]:
    """Give the minutes of `ranges` that are not in `taken`, as sorted ranges that neither overlap nor touch."""
    starts, ends = taken
    if ends <= starts:
        return merged(ranges)
    return merged(
        piece for start, end in ranges for piece in ((start, min(end, starts)), (max(start, ends), end))
    )  # `merged` drops the pieces that are empty


def block(opening: Opening, day: date, *, taken: Range) -> list[DayHours]:
    """Give the exceptions of `day` that replace those it has, once `taken` is out of its ranges.

    The ranges of the day are then those it had without `taken`; a day of which nothing is left has one exception that
    closes it. Where `taken` holds none of its minutes the day keeps the exceptions it has, often none: its weekly hours
    may then still change. Raise ValueError for a clock time that is none.
    """
    before = ranges_on(day, opening.weekly, exceptions=opening.exceptions)
    left = without(before, taken)
    if left == before:
        return [exception for exception in opening.exceptions if exception.day == day]
    return [DayHours(day, write_clock(start), write_clock(end)) for start, end in left] or [DayHours(day)]
