"""A function that solves groups in a subprocess. The solver may take seconds and much memory, or crash."""

import json
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from time import monotonic

from bot.apart import SubprocessFailed, confine_process, run_subprocess
from bot.gatherings.groups.placement import Cost, Grouping, GroupingInput, Member, grouping_cost
from bot.planning.solver import find_groups

SECONDS = 10.0  # time limit for the groups of a month
END = 0.97  # the process is killed at this share of the time limit
SEED = 7
EXTRA = "planning"  # this extra of pyproject.toml installs ortools
MOST_MEMORY = 2_000_000_000  # in bytes
MOST_CPU = 60  # CPU seconds; this limit stops a process whose parent has ended


@dataclass(frozen=True, slots=True)
class GroupSolution:
    """The groups and their cost. `optimal`: no other groups are better. `seconds`: the time that the solver took."""

    grouping: Grouping
    cost: Cost
    optimal: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class MissingExtra:
    """The result if the solver is not installed. `extra` installs it. `placement.group_greedily` needs no solver."""

    extra: str = EXTRA


@dataclass(frozen=True, slots=True)
class SolverFailure:
    """The result if the solver finds nothing.

    `code`: "too_long", "killed", "broken" (see `bot.apart.SubprocessFailed`)."""

    code: str


def solve(
    wanted: GroupingInput, *, seconds: float = SECONDS, seed: int = SEED
) -> GroupSolution | MissingExtra | SolverFailure:
    """Return the best groups found within `seconds`. Call it outside a transaction.

    Return SolverFailure if the process crashed, or if the time ended before it had found the greedy groups."""
    started = monotonic()
    if find_spec("ortools") is None:  # `find_spec` does not import the module
        return MissingExtra()
    try:
        written = run_subprocess(__name__, _write_question(wanted, seconds=seconds, seed=seed), seconds=END * seconds)
    except SubprocessFailed as end:
        if end.code != "too_long" or b"\n" not in end.written:
            return SolverFailure(end.code)
        written = end.written
    # The solver writes each better result on its own line, so the last complete line is the best one.
    answer = json.loads(written.rpartition(b"\n")[0].rpartition(b"\n")[2])
    grouping = Grouping(tuple(map(tuple, answer["groups"])), answer["too_many_presenters"])
    return GroupSolution(grouping, grouping_cost(grouping.groups, wanted), answer["optimal"], monotonic() - started)


def _write_question(wanted: GroupingInput, *, seconds: float, seed: int) -> bytes:
    question = {
        "members": [asdict(member) for member in wanted.sorted_members],
        "met": [[*pair, times] for pair, times in sorted(wanted.met.items())],
        "recent": sorted(wanted.recent),
        "count": wanted.count,
        "smallest": wanted.smallest,
        "largest": wanted.largest,
        "start": wanted.start,
        "kept": sorted(wanted.kept),
    }
    return json.dumps({"wanted": question, "seconds": seconds, "seed": seed, "asked_at": monotonic()}).encode()


def _serve() -> None:
    confine_process(memory_bytes=MOST_MEMORY, cpu_seconds=MOST_CPU)
    asked = json.load(sys.stdin)
    question = asked["wanted"]
    wanted = GroupingInput(
        members=tuple(Member(**member) for member in question["members"]),
        met={(first, other): times for first, other, times in question["met"]},
        recent=frozenset((first, other) for first, other in question["recent"]),
        count=question["count"],
        smallest=question["smallest"],
        largest=question["largest"],
        start=tuple(map(tuple, question["start"])),
        kept=frozenset(question["kept"]),
    )
    spent = monotonic() - asked["asked_at"]  # all processes share this clock, so their times can be compared
    for found in find_groups(wanted, seconds=asked["seconds"], seed=asked["seed"], spent=spent):
        sys.stdout.write(json.dumps({**asdict(found.grouping), "optimal": found.optimal}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
