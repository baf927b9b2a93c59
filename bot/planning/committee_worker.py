"""A function that solves a phase's committees in a subprocess, as `worker` does for groups.

The subprocess reads and writes JSON."""

import json
import sys
from dataclasses import asdict
from importlib.util import find_spec
from time import monotonic
from typing import Any

from bot.apart import SubprocessFailed, confine_process, run_subprocess
from bot.evaluation.placement import (
    CommitteeTeam,
    LooserRule,
    PlacedCommittee,
    PlacementProblem,
    PlacementResult,
    Start,
)
from bot.planning.committee_solver import find_placements
from bot.planning.worker import END, MOST_CPU, MOST_MEMORY, MissingExtra, SolverFailure

SECONDS = 9.0  # time limit of a phase, less than ten seconds with the start of the process


def solve(wanted: PlacementProblem, *, seconds: float | None = None) -> PlacementResult | MissingExtra | SolverFailure:
    """Return the best placement found within `seconds` (default: SECONDS). Call it outside a transaction.

    Return SolverFailure if the process was killed, crashed, or found nothing in time."""
    if find_spec("ortools") is None:  # `find_spec` does not import the module
        return MissingExtra()
    seconds = SECONDS if seconds is None else seconds
    question = json.dumps({"wanted": _to_json(wanted), "seconds": seconds, "asked_at": monotonic()}).encode()
    try:
        written = run_subprocess(__name__, question, seconds=END * seconds)
    except SubprocessFailed as end:
        if end.code != "too_long":
            return SolverFailure(end.code)
        written = end.written
    if b"\n" not in written:
        return SolverFailure("too_long")
    # The solver writes each better result on its own line, so the last complete line is the best one.
    return _parse_found(json.loads(written.rpartition(b"\n")[0].rpartition(b"\n")[2]))


def _to_json(wanted: PlacementProblem) -> dict[str, Any]:
    teams = [{**asdict(team), "closed": sorted(team.closed)} for team in wanted.teams]
    return {**asdict(wanted), "teams": teams, "busy": sorted(wanted.busy), "shut": sorted(wanted.shut)}


def _parse_wanted(given: dict[str, Any]) -> PlacementProblem:
    teams = (
        CommitteeTeam(team["defi_id"], tuple(team["people"]), tuple(team["own"]), frozenset(team["closed"]))
        for team in given["teams"]
    )
    return PlacementProblem(
        tuple(Start(**start) for start in given["starts"]),
        tuple(teams),
        tuple(given["coaches"]),
        frozenset((person_id, other) for person_id, other in given["busy"]),
        frozenset((person_id, other) for person_id, other in given["shut"]),
        a_day=given["a_day"],
        gap=given["gap"],
        each=given["each"],
        had=tuple((person_id, other) for person_id, other in given["had"]),
    )


def _parse_found(given: dict[str, Any]) -> PlacementResult:
    placed = tuple(PlacedCommittee(row["defi_id"], row["start"], tuple(row["coaches"])) for row in given["placed"])
    return PlacementResult(placed, given["optimal"], tuple(LooserRule(**rule) for rule in given["loosened"]))


def _serve() -> None:
    confine_process(memory_bytes=MOST_MEMORY, cpu_seconds=MOST_CPU)
    asked = json.load(sys.stdin)
    spent = monotonic() - asked["asked_at"]  # all processes share this clock, so their times can be compared
    for found in find_placements(_parse_wanted(asked["wanted"]), seconds=asked["seconds"], spent=spent):
        sys.stdout.write(json.dumps(asdict(found)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
