"""Committees of a phase: fifteen défis, six coaches, fifteen porteurs, two weeks, placed and proven."""

import random
import time

from bot.evaluation.placement import CommitteeTeam, PlacementProblem, PlacementResult, Start
from bot.planning.committee_worker import solve
from tests.bot.evaluation.judging import faults, quality

from .measure import Row, timing

SECONDS = 10.0
ROUNDS = 5
DAYS = 10
MORNING, AFTERNOON = range(9 * 60, 11 * 60 + 1, 30), range(14 * 60, 16 * 60 + 31, 30)
UNTICKED, ELSEWHERE = 0.2, 0.15  # half-days that somebody leaves out, starts at which they have something else


def measure() -> list[Row]:
    """Give the row: with the start of the solver's process."""
    seconds, proven, placed = [], 0, []
    for turn in range(ROUNDS):
        asked = made_up(seed=turn)
        started = time.perf_counter()
        found = solve(asked)
        seconds.append(time.perf_counter() - started)
        if not isinstance(found, PlacementResult) or any(faults(asked, found.placed)):
            raise RuntimeError(f"no plan: {found}")
        proven += found.optimal
        placed.append(quality(asked, found.placed)[0])
    slowest = max(seconds)
    told = f"slowest {slowest:.1f} s; {proven} of {ROUNDS} proven best; placed {placed}"
    passed = slowest < SECONDS and proven == ROUNDS
    return [
        Row("committees of a phase, 15 défis, 6 coaches", timing(seconds), None, "", told, f"< {SECONDS:g} s", passed)
    ]


def made_up(*, teams: int = 15, coaches: int = 6, seed: int = 1) -> PlacementProblem:
    """Make up a phase's end, the same each time: teams of two or three EIG and a porteur."""
    chance = random.Random(seed)
    starts = [
        Start((day + day // 5 * 2) * 86_400 + minute * 60, day, 2 * day + half, spare=day == DAYS)
        for day in range(DAYS + 1)
        for half, minutes in enumerate((MORNING, AFTERNOON))
        for minute in minutes
    ]
    leads = tuple(range(1, coaches + 1))
    several, following = [], 100
    for number in range(teams):
        size = chance.choice((2, 2, 3)) + 1
        several.append(
            CommitteeTeam(1_000 + number, tuple(range(following, following + size)), (leads[number % coaches],))
        )
        following += size
    everybody = [*leads, *(one for team in several for one in team.people)]
    shut = frozenset((one, half) for one in everybody for half in range(2 * DAYS + 2) if chance.random() < UNTICKED)
    busy = frozenset((one, at) for one in everybody for at in range(len(starts)) if chance.random() < ELSEWHERE)
    return PlacementProblem(tuple(starts), tuple(several), leads, busy, shut)
