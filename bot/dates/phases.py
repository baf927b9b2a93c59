"""The default phases of a promotion, used if no dates are imported. A phase lasts whole months or whole weeks."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate

MONTHS_OF_PHASES = ((2, 0), (3, 0), (3, 0), (2, 0))  # (months, weeks) of each phase of the default programme


def add_months(day: date, number: int) -> date:
    """Return the same day, `number` months later. If that month is shorter, return its last day."""
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def phase_bounds(
    starts_on: date, ends_on: date, *, lengths: Iterable[tuple[int, int]] = MONTHS_OF_PHASES
) -> list[tuple[int, date, date]]:
    """Return (number, first day, last day) of each default phase (docs/programme.md, Phases).

    `lengths`: (months, weeks) of each phase. Months are calendar months, counted from `starts_on`. The phases cover the
    promotion exactly: a phase that would start after `ends_on` is dropped, and the last phase ends on `ends_on`. Raises
    ValueError if `ends_on` is before `starts_on`."""
    if ends_on < starts_on:
        raise ValueError(f"a promotion cannot end on {ends_on}, before it starts on {starts_on}")
    behind = accumulate(lengths, lambda sum_, length: (sum_[0] + length[0], sum_[1] + length[1]), initial=(0, 0))
    firsts = [add_months(starts_on, months) + timedelta(weeks=weeks) for months, weeks in list(behind)[:-1]]
    firsts = [first for first in firsts if first <= ends_on]
    lasts = [first - timedelta(days=1) for first in firsts[1:]] + [ends_on]
    return [(number, first, last) for number, (first, last) in enumerate(zip(firsts, lasts, strict=True), start=1)]
