"""Find runs of free slots: the same hour in several weeks, with the same host; pure.

If the host is not free in a week (a holiday, a closed day, another appointment), the run skips that week and ends a
week later. At most two weeks are skipped."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from bot.agenda.slots import Slot
from bot.dates.paris import day_of, epoch_at, from_epoch, midnight, to_paris
from bot.helpdesk.model import WeeklyRun

MOST_MISSING = 2  # A run may skip at most this many weeks.
WEEK = 7  # days
_SECONDS = 86_400  # the seconds of a day on which the clocks do not change

_Clock: TypeAlias = tuple[int, int]  # (day number since year 1, local minutes since 0 h)
_Hours: TypeAlias = Mapping[_Clock, Slot]


def find_runs(slots: Sequence[Slot], *, sessions: int) -> dict[int, WeeklyRun]:
    """Return runs of `sessions` weeks, by the start of their first slot. `slots` are sorted.

    If a slot begins several runs, the run with the fewest skipped weeks is taken, then the run that ends first. The
    hosts of a run are free in exactly its weeks."""
    hours = dict(_slots_by_clock(slots))
    runs = {}
    for (day, minute), slot in hours.items():
        run = _run_without_gap(hours, day, minute, sessions=sessions) or _run_with_gaps(
            hours, day, minute, sessions=sessions
        )
        if run is not None:
            runs[slot.starts] = run
    return runs


def _run_without_gap(hours: _Hours, day: int, minute: int, *, sessions: int) -> WeeklyRun | None:
    weeks = [hours.get((day + WEEK * number, minute)) for number in range(sessions)]
    slots = [slot for slot in weeks if slot is not None]
    if len(slots) < sessions:
        return None
    free = set(slots[0].hosts).intersection(*(slot.hosts for slot in slots))
    hosts = tuple(host for host in slots[0].hosts if host in free)
    return WeeklyRun(tuple(slot.starts for slot in slots), hosts) if hosts else None


def _run_with_gaps(hours: _Hours, day: int, minute: int, *, sessions: int) -> WeeklyRun | None:
    hosts = hours[day, minute].hosts
    found = {host: _follow_host(hours, day, minute, host=host, sessions=sessions) for host in hosts}
    runs = [run for run in found.values() if run is not None]
    if not runs:
        return None
    starts, missing = best = min(runs, key=lambda run: (len(run[1]), run[0]))
    # A conversion takes 3 µs, so only the best run is converted.
    moments = tuple(epoch_at(date.fromordinal(one), minute) for one in missing)
    return WeeklyRun(starts, tuple(host for host in hosts if found[host] == best), moments)


def _follow_host(
    hours: _Hours, day: int, minute: int, *, host: int, sessions: int
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    starts: list[int] = []
    missing: list[int] = []
    while len(starts) < sessions:
        slot = hours.get((day, minute))
        if slot is not None and host in slot.hosts:
            starts.append(slot.starts)
        elif len(missing) == MOST_MISSING:
            return None
        else:
            missing.append(day)
        day += WEEK
    return tuple(starts), tuple(missing)


def _slots_by_clock(slots: Sequence[Slot]) -> Iterator[tuple[_Clock, Slot]]:
    day, begins, ends = 0, 0, 0
    for slot in slots:
        if slot.starts >= ends:
            day = day_of(from_epoch(slot.starts)).toordinal()
            begins, ends = midnight(date.fromordinal(day)), midnight(date.fromordinal(day + 1))
        minute = (slot.starts - begins) // 60
        if ends - begins != _SECONDS:  # The clocks change on this day.
            local = to_paris(from_epoch(slot.starts))
            minute = local.hour * 60 + local.minute
        yield (day, minute), slot
