"""The same hour every week: one host for all, the same clock time, and every missing week told."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.agenda.slots import Slot
from bot.dates.paris import epoch_at, from_epoch, to_paris
from bot.helpdesk.model import WeeklyRun
from bot.helpdesk.weekly import MOST_MISSING, find_runs

MONDAY = date(2026, 3, 9)  # the clocks change on the 29th
WEEK = timedelta(days=7)


def slot(day: date, minute: int, *hosts: int) -> Slot:
    return Slot(epoch_at(day, minute), hosts)


grids = st.dictionaries(
    st.tuples(st.integers(0, 41), st.sampled_from((540, 570, 1005))),
    st.sets(st.integers(1, 3), min_size=1).map(lambda some: tuple(sorted(some))),
    max_size=60,
)


@given(grids, st.integers(2, 4))
def test_a_run_is_one_hosts_same_hour_and_says_what_is_missing(
    grid: dict[tuple[int, int], tuple[int, ...]], sessions: int
) -> None:
    slots = sorted(
        (slot(MONDAY + timedelta(days=day), minute, *hosts) for (day, minute), hosts in grid.items()),
        key=lambda one: one.starts,
    )
    free = {one.starts: set(one.hosts) for one in slots}
    runs = find_runs(slots, sessions=sessions)
    assert set(runs) <= set(free)
    for first, run in runs.items():
        assert (run.starts[0], len(run.starts)) == (first, sessions)
        assert len(run.missing) <= MOST_MISSING
        assert run.hosts
        for host in run.hosts:
            assert all(host in free[one] for one in run.starts)
            assert all(host not in free.get(one, set()) for one in run.missing)
        weeks = sorted((*run.starts, *run.missing))
        clocks = [to_paris(from_epoch(one)).replace(tzinfo=None) for one in weeks]
        assert {later - earlier for earlier, later in pairwise(clocks)} == {WEEK}
    for first, hosts in free.items():  # none is forgotten: each host is followed by hand
        assert (first in runs) is any(_can(free, first, host, sessions) for host in hosts)


def _can(free: dict[int, set[int]], first: int, host: int, sessions: int) -> bool:
    clock = to_paris(from_epoch(first))
    days = [clock.date() + WEEK * number for number in range(sessions + MOST_MISSING)]
    starts = [epoch_at(day, clock.hour * 60 + clock.minute) for day in days]
    had = [host in free.get(one, set()) for one in starts]
    return any(sum(had[:length]) == sessions for length in range(sessions, len(had) + 1))


def test_a_holiday_is_passed_over_and_the_rhythm_without_gap_comes_first() -> None:
    thursdays = [date(2026, 5, day) for day in (7, 14, 21, 28)]
    slots = [slot(day, 540, 1) for day in thursdays if day.day != 14]
    seven, fourteen, *later = (epoch_at(day, 540) for day in thursdays)
    assert find_runs(slots, sessions=3)[seven] == WeeklyRun((seven, *later), (1,), (fourteen,))
    both = [slot(day, 540, *((1, 2) if day.day != 14 else (2,))) for day in thursdays]
    assert find_runs(both, sessions=3)[seven] == WeeklyRun((seven, fourteen, later[0]), (2,))


def test_the_same_hour_is_that_of_the_clock_when_it_changes() -> None:
    before, after = MONDAY + WEEK * 2, MONDAY + WEEK * 3
    [run] = find_runs([slot(before, 540, 1), slot(after, 540, 1)], sessions=2).values()
    assert [datetime.fromtimestamp(one, UTC).hour for one in run.starts] == [8, 7]
