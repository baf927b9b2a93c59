"""Times calls in turns, in one run, so that the machine's noise falls on both sides; a row says what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Timed: TypeAlias = Callable[[], float]  # does the thing once and gives the seconds that count

SAMPLES = 500  # the fewest for a p99: it is then the fifth slowest


@dataclass(frozen=True, slots=True)
class Timing:
    """The middle and the slow end of some samples, in milliseconds."""

    p50: float
    p99: float
    samples: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `peer` None: nothing to compare; `met` None: the line only informs.

    `ratio` is what the goal speaks of, in words; figures are milliseconds.
    """

    figure: str
    ours: Timing | None
    peer: Timing | None
    peer_name: str
    ratio: str
    goal: str
    met: bool | None


def timing(seconds: Sequence[float]) -> Timing:
    """Give p50 and p99 of samples in seconds."""
    ordered = sorted(seconds)
    number = len(ordered)
    return Timing(ordered[number // 2] * 1000, ordered[min(number - 1, number * 99 // 100)] * 1000, number)


def in_turns(*sides: Timed, times: int = SAMPLES, warm_up: int = 50, stretch: int = 1) -> list[Timing]:
    """Call every side `times` times, a `stretch` of calls each in turn, the order turned round each time.

    The first `warm_up` calls of each are not counted: caches fill, statements are prepared. Gives a timing for each.
    """
    seconds: list[list[float]] = [[] for _ in sides]
    for side in sides:
        for _ in range(warm_up):
            side()
    order = list(zip(seconds, sides, strict=True))
    for _ in range(times // stretch):
        for spent, side in order:
            spent += [side() for _ in range(stretch)]
        order.reverse()
    return [timing(one) for one in seconds]


def clocked(act: Callable[[], object]) -> Timed:
    """Make a side of a call: what counts is all of it."""

    def once() -> float:
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    return once


def at_most(figure: str, ours: Timing, peer: Timing, *, peer_name: str, times: float, tail: bool = False) -> Row:
    """Make a line whose goal is « at most so many times the peer », of the p50 or (`tail`) of the p99."""
    ratio = ours.p99 / peer.p99 if tail else ours.p50 / peer.p50
    what = "p99 " if tail else ""
    return Row(figure, ours, peer, peer_name, f"{what}{ratio:.2f} ×", f"{what}≤ {times:g} ×", ratio <= times)
