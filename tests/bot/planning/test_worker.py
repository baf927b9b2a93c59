"""The solver's process: what becomes of one that is killed, stopped, left alone, or has no solver."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest

from bot.gatherings.groups.placement import Grouping, GroupingInput, Member, group_greedily, grouping_cost
from bot.planning.worker import SEED, GroupSolution, SolverFailure, solve
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
HARD = GroupingInput(  # everybody met, some more often: nothing is perfect and nothing is proven
    tuple(Member(one, presents=one % 5 == 0) for one in range(1, 25)),
    met={(one, other): 1 + (one * other) % 5 for one, other in combinations(range(1, 25), 2)},
)
ON_LINUX = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks for processes in /proc")


def workers_of(parent: int) -> list[int]:
    """Give the workers that a process has started and that run."""
    found = []
    for children in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in children.read_text().split()]
    return [one for one in found if "bot.planning.worker" in said(one, "cmdline")]


def said(process: int, what: str) -> str:
    try:
        return Path(f"/proc/{process}/{what}").read_text(errors="replace")
    except OSError:
        return ""


def a_worker_in_mid_solve(parent: int) -> int:
    """Wait for a worker that has loaded the solver, which it does when it has groups to choose among."""
    for _ in range(6_000):
        for one in workers_of(parent):
            if "ortools" in said(one, "maps"):
                return one
        time.sleep(0.005)
    raise TimeoutError("no worker came to solve")


@ON_LINUX
def test_a_worker_killed_in_mid_solve_is_an_outcome() -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solve, HARD, seconds=60.0)
        os.kill(a_worker_in_mid_solve(os.getpid()), signal.SIGKILL)
        assert answer.result() == SolverFailure("killed")


def test_a_worker_that_keeps_no_time_is_ended_and_what_it_found_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.planning.worker.END", 0.02)  # after 1.2 of the 60 seconds that it believes to have
    found = solve(HARD, seconds=60.0)
    assert isinstance(found, GroupSolution)
    assert (found.optimal, 1.2 <= found.seconds < PATIENCE) == (False, True)
    assert found.cost == grouping_cost(found.grouping.groups, HARD)
    assert found.cost.total <= grouping_cost(group_greedily(HARD, seed=SEED).groups, HARD).total


@ON_LINUX
def test_a_worker_ends_with_who_asked() -> None:
    asks = "from tests.bot.planning.test_worker import HARD, solve; solve(HARD, seconds=60.0)"
    with subprocess.Popen([sys.executable, "-c", asks], cwd=ROOT) as parent:
        worker = a_worker_in_mid_solve(parent.pid)
        parent.kill()
    for _ in range(6_000):
        if said(worker, "stat").rpartition(")")[2].split()[:1] in ([], ["Z"]):  # gone, or nobody there to bury it
            return
        time.sleep(0.005)
    os.kill(worker, signal.SIGKILL)
    raise AssertionError("it still runs")


def test_without_the_extra_it_is_named_and_nothing_is_started() -> None:
    asks = (
        "from bot.planning.worker import solve, GroupingInput, Member; import sys; "
        "print(solve(GroupingInput((Member(1),))), 'subprocess' in sys.modules and 'ortools' in sys.modules)"
    )
    done = subprocess.run(  # -S: an interpreter that knows no installed package
        [sys.executable, "-S", "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("MissingExtra(extra='planning') False\n", "")


def test_the_solver_is_never_loaded_by_who_asks() -> None:
    asks = (
        "from bot.planning.worker import solve, GroupingInput, Member; import sys; "
        "print(type(solve(GroupingInput((Member(1),)))).__name__, 'ortools' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("GroupSolution False\n", "")


def test_without_time_there_is_no_answer() -> None:
    assert solve(HARD, seconds=0.001) == SolverFailure("too_long")


def test_odd_wishes_have_their_answer() -> None:
    presenting = tuple(Member(one, "data", (one,), presents=True) for one in range(1, 14))
    answers = [
        solve(GroupingInput(presenting[:number], count=count)) for number, count in ((0, None), (1, None), (13, 2))
    ]
    assert [isinstance(one, GroupSolution) and one.optimal for one in answers] == [True] * 3
    groupings = [one.grouping for one in answers if isinstance(one, GroupSolution)]
    assert groupings[:2] == [Grouping(()), Grouping(((1,),))]
    assert ([len(group) for group in groupings[2].groups], groupings[2].too_many_presenters) == ([7, 6], True)
