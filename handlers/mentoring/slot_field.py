"""Build the list of times for a séance, grouped by day. Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.catalogue.formats import CycleTerms
from bot.dates.holidays import DAY
from bot.dates.paris import day_of, from_epoch, midnight
from bot.dates.reader import ReaderZone, reader_zone
from bot.dates.words import day_words, moment_words
from handlers.kit.blocks import Choice, Group, button, field, select
from handlers.kit.reading import Fields, read_epoch

from . import texts

MOST = 96  # Slack allows 100 options. Four of them are for the séances' current times.
GRID = 1800  # The list has a start every half hour.


def slot_field(
    name: str,
    label: str,
    starts: Sequence[int],
    *,
    near_start: int,
    chosen_start: int | None = None,
    optional: bool = False,
    now: datetime,
) -> Block:
    """Build a list of starts, given as sorted seconds since 1970.

    If there are too many, the list has those nearest to `near_start`. `chosen_start` is selected, and is always in the
    list. Raises ValueError without a start, because Slack refuses an empty list."""
    listed = [one for one in starts if one % GRID == 0] or list(starts)
    shown = _nearest_starts(listed, near_start)
    if chosen_start is not None and chosen_start not in shown:
        insort(shown, chosen_start)
    if not shown:
        raise ValueError("a list of times needs one")
    today, there = day_of(now), reader_zone()
    groups: list[Group] = [
        (day_words(day, now), [_start_choice(one, today, there) for one in some]) for day, some in _group_by_day(shown)
    ]
    initial = _start_choice(chosen_start, today, there) if chosen_start is not None else None
    return field(name, label, select(name, texts.CHOOSE_TIME, groups=groups, initial=initial), optional=optional)


def no_time_button(terms: CycleTerms) -> InteractiveElement:
    """Build the button to contact the coaches about a cycle if no time suits."""
    return button(texts.NO_TIME_SUITS, "programme.talk", value=terms.format_key)


def read_start(values: Fields, name: str) -> datetime | None:
    start = values.chosen_value(name)
    return read_epoch(start) if start else None


def _nearest_starts(starts: Sequence[int], near_start: int) -> list[int]:
    """Return the starts nearest to `near_start`, at most `MOST`, in order.

    Of two equally near starts, the earlier wins."""
    first = after = bisect_left(starts, near_start)
    for _ in range(min(MOST, len(starts))):
        if after == len(starts) or (first > 0 and near_start - starts[first - 1] <= starts[after] - near_start):
            first -= 1
        else:
            after += 1
    return list(starts[first:after])


def _group_by_day(starts: Sequence[int]) -> Iterator[tuple[date, Sequence[int]]]:
    at = 0
    while at < len(starts):
        day = day_of(from_epoch(starts[at]))
        after = bisect_left(starts, midnight(day + DAY), lo=at)
        yield day, starts[at:after]
        at = after


# One form formats the same time for up to four lists, and later forms format it again.
@lru_cache(maxsize=8192)
def _start_choice(start: int, today: date, _reader_zone: ReaderZone | None) -> Choice:
    return moment_words(from_epoch(start), from_epoch(midnight(today))), str(start)
