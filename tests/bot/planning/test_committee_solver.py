"""Committees by CP-SAT: every rule kept, the best there is (beside all placements of small cases), its process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.placement import (
    CommitteeTeam,
    PlacedCommittee,
    PlacementProblem,
    PlacementResult,
    Start,
    can_come,
)
from bot.evaluation.plans import CommitteeWish, DraftPlan, SolverTask
from bot.planning.committee_solver import find_placements
from bot.planning.committee_worker import solve
from bot.planning.solved import best_plan
from bot.planning.worker import SolverFailure
from tests.benchmarks.committees import made_up
from tests.bot.evaluation.judging import faults, open_to, quality

ROOT = Path(__file__).parents[3]
DAY, HOUR = 86_400, 3_600
WISH = CommitteeWish(1, 2, (date(2026, 6, 1),), (101, 102))
ON_LINUX = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks for processes in /proc")


def starts(days: int, *hours: float) -> tuple[Start, ...]:
    """Give starts at these hours of so many days, and of one spare day."""
    return tuple(
        Start(int(day * DAY + hour * HOUR), day, 2 * day + (hour >= 14), spare=day == days)
        for day in range(days + 1)
        for hour in hours
    )


@st.composite
def wanted(draw: st.DrawFn) -> PlacementProblem:
    """Draw a case small enough to try every placement; with people of two défis, and a coach of a team."""
    times = starts(draw(st.integers(1, 2)), *draw(st.sampled_from([(9, 11), (9, 10, 14), (9,), (9, 10.5, 11)])))
    coaches = tuple(range(1, draw(st.integers(1, 2)) + 1))
    people = st.sets(st.sampled_from([11, 12, 13, 14, 1]), min_size=1, max_size=2).map(lambda some: tuple(sorted(some)))
    closed = st.frozensets(st.integers(0, len(times) - 1), max_size=1)
    own = st.sampled_from([(), (coaches[0],), (coaches[-1],)])
    teams = draw(st.lists(st.tuples(people, own, closed), min_size=1, max_size=3))
    everybody = st.sampled_from([*coaches, 11, 12, 13])
    busy = st.frozensets(st.tuples(everybody, st.integers(0, len(times) - 1)), max_size=3)
    shut = st.frozensets(st.tuples(everybody, st.sampled_from([one.half for one in times])), max_size=3)
    return PlacementProblem(
        times,
        tuple(CommitteeTeam(100 + at, *team) for at, team in enumerate(teams)),
        coaches,
        draw(busy),
        draw(shut),
        a_day=draw(st.integers(1, 2)),
        gap=draw(st.sampled_from([15, 60])),
        each=draw(st.integers(1, 2)),
        had=draw(st.sampled_from([(), ((1, 0),)])),
    )


def placements(given: PlacementProblem) -> Iterator[tuple[PlacedCommittee, ...]]:
    """Give every placement, good or not."""
    together = list(combinations(given.coaches, given.together))
    choices = [
        [None, *(PlacedCommittee(team.defi_id, at, coaches) for at in open_to(given, team) for coaches in together)]
        for team in given.teams
    ]
    for some in product(*choices):
        yield tuple(one for one in some if one is not None)


def best(given: PlacementProblem) -> tuple[int, int, int]:
    return max(quality(given, some) for some in placements(given) if not any(faults(given, some)))


@settings(max_examples=60)
@given(wanted())
def test_placement_keeps_every_rule_and_is_the_best_there_is(given: PlacementProblem) -> None:
    *_, found = find_placements(given, seconds=30.0)
    assert list(faults(given, found.placed)) == []
    assert (found.optimal, quality(given, found.placed)) == (True, best(given))
    assert all(not given.starts[one.start].spare for one in found.placed)


def loosened(given: PlacementProblem, what: str, person: int | None, half: int | None) -> PlacementProblem:
    """Give the question with one thing let pass."""
    if what == "a_day":
        return replace(given, a_day=given.a_day + 1)
    if what == "day":
        return replace(given, starts=tuple(replace(one, spare=False) for one in given.starts))
    assert person is not None
    assert half is not None
    return replace(given, shut=given.shut - {(person, half)})


@settings(max_examples=40)
@given(wanted())
def test_what_is_named_lets_one_more_in_and_nothing_that_would_is_left_unsaid(given: PlacementProblem) -> None:
    *_, found = find_placements(given, seconds=30.0)
    named = {(one.what, one.person_id, one.half): one.fits for one in found.loosened}
    base = len(found.placed)
    for (what, person, half), fits in named.items():
        there = best(loosened(given, what, person, half))[0]
        assert there > base
        assert fits in (there, base + 1)
    if base < len(given.teams):
        for what in ("a_day", "day"):
            assert ((what, None, None) in named) == (best(loosened(given, what, None, None))[0] > base)
        would = any(best(loosened(given, "half", *one))[0] > base for one in given.shut)
        assert any(what == "half" for what, _, _ in named) == would


def test_fifteen_committees_and_one_coach_are_as_many_as_the_days_hold() -> None:
    teams = tuple(CommitteeTeam(100 + at, (1000 + at,)) for at in range(15))
    asked = PlacementProblem(
        starts(4, 9, 11, 14, 16), teams, (1,), shut=frozenset({(1000, half) for half in range(20)})
    )
    *_, found = find_placements(asked, seconds=30.0)
    assert (len(found.placed), found.optimal) == (12, True)
    assert {one.what: one.fits for one in found.loosened if one.what != "half"} == {"a_day": 14, "day": 14}


@pytest.mark.parametrize(("coaches", "each"), [(1, 1), (2, 2)])
def test_what_does_not_fit_is_proven_too(coaches: int, each: int) -> None:
    asked = replace(made_up(teams=17, coaches=coaches), a_day=1, each=each)  # ten days, one committee a day
    found = next(find_placements(asked, seconds=30.0))
    assert (len(found.placed), found.optimal, list(faults(asked, found.placed))) == (10, True, [])


def test_phase_of_fifteen_is_proven_in_a_process_of_its_own() -> None:
    asked = made_up()
    found = solve(asked)
    assert isinstance(found, PlacementResult)
    assert (len(found.placed), found.optimal, list(faults(asked, found.placed))) == (15, True, [])
    assert all(can_come(asked, coach, start_index=one.start) for one in found.placed for coach in one.coaches)


def test_without_time_there_is_no_answer() -> None:
    assert solve(made_up(), seconds=0.001) == SolverFailure("too_long")


def test_who_found_nothing_in_time_does_not_say_that_nothing_fits() -> None:
    assert list(find_placements(made_up(teams=1, coaches=1), seconds=9.0, spent=9.0)) == []


def test_process_that_starts_late_says_nothing_false() -> None:
    asked = made_up(teams=1, coaches=1)
    for tenths in range(2, 20, 3):  # of a second: it is ended before it begins, as it begins, or not
        found = solve(asked, seconds=tenths / 10)
        assert found == SolverFailure("too_long") or (isinstance(found, PlacementResult) and found.placed)


@ON_LINUX
def test_worker_killed_in_mid_solve_is_an_outcome() -> None:
    hard = replace(made_up(teams=17, coaches=9), each=2)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solve, hard, seconds=60.0)
        os.kill(_worker(), signal.SIGKILL)
        assert answer.result() == SolverFailure("killed")
        plan = pool.submit(best_plan, SolverTask(WISH, 3, hard))  # what a coach is shown then: each date can be chosen
        os.kill(_worker(), signal.SIGKILL)
        assert plan.result() == DraftPlan(WISH, 3, "failed")


def test_without_the_extra_it_is_named_and_nothing_is_started() -> None:
    asks = (
        "from bot.planning.committee_worker import solve, PlacementProblem; import sys; "
        "print(solve(PlacementProblem((), (), ())), 'ortools' in sys.modules)"
    )
    done = subprocess.run(  # -S: an interpreter that knows no installed package
        [sys.executable, "-S", "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("MissingExtra(extra='planning') False\n", "")


def _worker() -> int:
    """Wait for the worker's process to be there."""
    for _ in range(2_000):
        for children in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
            for one in children.read_text().split():
                if "committee_worker" in Path(f"/proc/{one}/cmdline").read_text():
                    return int(one)
    raise TimeoutError("no worker was started")
